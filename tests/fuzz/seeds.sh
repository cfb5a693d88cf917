#!/usr/bin/env bash
# seeds.sh FOLDER: small valid inputs for every fuzz target, in FOLDER/<target>; the videos are made on the spot.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
mkdir -p "$folder"/{config,manifest,theme,mot,onnx_f16,demux}

printf 'input:\n  max_frames: 10\n  every: 2\ndetect:\n  conf: 0.4\nvideo:\n  enabled: false\n' >"$folder/config/small.yaml"
if [[ -f $root/share/touchline.yaml ]]; then cp "$root/share/touchline.yaml" "$folder/config/"; fi
cp "$root"/share/models/*.yaml "$root"/tests/models/*.yaml "$folder/manifest/"
cp "$root"/share/themes/*.yaml "$folder/theme/"
printf '1,1,10,20,30,40,1,-1,-1,-1\n2,1,11,20,30,40,0.5,1,0.9\n' >"$folder/mot/commas.txt"
printf '1 7 10.5 20.25 3e1 40\n3 7 -5 20 30 40\n' >"$folder/mot/blanks.txt"

# A network of Mul and Resize.
printf '%b' \
  '\0010\0007\0072\0214\0001\0052\0015\0010\0001\0020\0001B\0001wJ\0004\0000\0000\0000\0077\0052\0031\0010\0004\0020\0001B\0001sJ\0020' \
  '\0000\0000\0200\0077\0000\0000\0200\0077\0000\0000\0000\0100\0000\0000\0000\0100\0012\0016\0012\0001x\0012\0001w\0022\0001a\0042\0003M' \
  'ul\0012\0023\0012\0001a\0012\0000\0012\0001s\0022\0001y\0042\0006Resize\0022\0001gZ\0033\0012\0001x\0022\0026\0012\0024\0010\0001' \
  '\0022\0020\0012\0002\0010\0001\0012\0002\0010\0003\0012\0002\0010\0002\0012\0002\0010\0002b\0033\0012\0001y\0022\0026\0012\0024\0010' \
  '\0001\0022\0020\0012\0002\0010\0001\0012\0002\0010\0003\0012\0002\0010\0004\0012\0002\0010\0004B\0004\0012\0000\0020\0015' >"$folder/onnx_f16/resize.onnx"

video() {  # video NAME ARGUMENT...: a third of a second of a moving test picture with a tone
  ffmpeg -v error -y -f lavfi -i testsrc2=size=64x48:rate=12:duration=0.34 -f lavfi -i sine=duration=0.34 \
    "${@:2}" "$folder/demux/$1" </dev/null
}
video h264.mp4 -c:v libx264 -preset ultrafast -c:a aac -movflags +faststart
video rotated.mov -c:v mpeg4 -an -metadata:s:v rotate=90
video matroska.mkv -c:v libx264 -bf 2 -c:a aac
video transport.ts -c:v mpeg2video -c:a mp2
video frames.avi -c:v mjpeg -an
video raw.y4m -an -pix_fmt yuv422p10le -strict -1 -frames:v 1

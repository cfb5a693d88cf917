#!/usr/bin/env bash
# seeds.sh FOLDER: small valid inputs for every fuzz target, in FOLDER/<target>; the videos are made on the spot.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
mkdir -p "$folder"/{config,manifest,theme,mot,poses,demux}

printf 'input:\n  max_frames: 10\n  every: 2\ndetect:\n  conf: 0.4\nvideo:\n  enabled: false\n' >"$folder/config/small.yaml"
if [[ -f $root/share/touchline.yaml ]]; then cp "$root/share/touchline.yaml" "$folder/config/"; fi
cp "$root"/share/models/*.yaml "$root"/tests/models/*.yaml "$folder/manifest/"
cp "$root"/share/themes/*.yaml "$folder/theme/"
printf '1,1,10,20,30,40,1,-1,-1,-1\n2,1,11,20,30,40,0.5,1,0.9\n' >"$folder/mot/commas.txt"
printf '1 7 10.5 20.25 3e1 40\n3 7 -5 20 30 40\n' >"$folder/mot/blanks.txt"

base64 -d >"$folder/poses/two_frames.bin" <<'END'
VExQT1NFUwABAAAABAMCAZgAAAAa3wZ5eyJzb3VyY2VfaWQiOiJjYW0iLCJ3aWR0aCI6NjQwLCJoZWlnaHQiOjM2MCwiY2xhc3NlcyI6WyJwZXJzb24iXSwi
cG9pbnRzIjpbIm5vc2UiLCJ0YWlsIl0sIm5ldHdvcmsiOiJwb3NlIiwic2hhMjU2IjoiYWIiLCJwcmVjaXNpb24iOiJmMzIiLCJlbmdpbmUiOiJ4In1GUkFN
IAAAAP7MoQIAAAAAAAAAAAAAAAAAAAAAgAIAAGgBAAAAAAAAAAAAAEZSQU1cAAAAUQGa0AcAAAAAAAAAAFpiAgAAAACAAgAAaAEAAAEAAAABAAAAAwAAAAAA
AAAAAIA/AAAAQAAA8EEAACBCAAAAPwAAAAAAAAAAAACgQAAAwEAAAEA/AADAfwAAwH8AAMB/SU5EWBgAAACHHDd1AAAAAAAAAAAAAAAAAAAAALAAAAAAAAAA
RAEAAAAAAAACAAAAAAAAAFRMUE9TRU5E
END

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

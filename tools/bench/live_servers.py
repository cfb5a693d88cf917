"""Cameras and servers that tools/bench/live.py starts, stops and kills. They are programs of their own: GStreamer's RTSP server,
nginx with its RTMP module, and ffmpeg for SRT.

Run as a program it is one of the two RTSP servers, under Debian's Python:
  live_servers.py camera FILM PORT LOG [PICTURES]    plays to each who asks, over and over, or so many pictures
  live_servers.py taker PORT                         takes what is sent, and says when the first picture came
"""
import atexit
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

RTMP_MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so"
QUIET = ["ffmpeg", "-nostdin", "-v", "error"]


def need(kinds):
    """Stops, with the names of the packages, where servers are missing."""
    gst = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    missing = [] if shutil.which("ffmpeg") else ["ffmpeg"]
    if "rtsp" in kinds and subprocess.run(["/usr/bin/python3", "-c", gst], capture_output=True).returncode:
        missing += ["python3-gi", "gir1.2-gst-rtsp-server-1.0", "gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good"]
    if "rtmp" in kinds and not (shutil.which("nginx") and os.path.exists(RTMP_MODULE)):
        missing += ["nginx", "libnginx-mod-rtmp"]
    if missing:
        sys.exit(f"needs what these Debian packages have: {' '.join(missing)}")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait(holds, what, seconds=20):
    """Until `holds()` is something; that."""
    until = time.time() + seconds
    while not (found := holds()):
        if time.time() > until:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.002)
    return found


def answers(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def is_bound(port):
    """Of UDP, where nobody can be asked."""
    return f":{port:04X} " in pathlib.Path("/proc/net/udp").read_text()


class Program:
    """Runs until it is killed; `hear` gets what it writes, in parts."""

    def __init__(self, words, hear=None):
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if hear else subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        atexit.register(self.process.kill)
        if hear:
            threading.Thread(target=self._listen, args=(hear,), daemon=True).start()

    def _listen(self, hear):
        while part := self.process.stdout.read1(1 << 16):
            hear(part)

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Server:
    """start(): until it listens and has what it is to send; then(): the first picture after that, of those who take."""

    def __init__(self, folder, film):
        self.folder, self.film, self.port, self.programs, self.first = folder, film, free_port(), [], None

    def run(self, words, hear=None):
        self.programs.append(Program(words, hear))
        return self.programs[-1]

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        self.first = None
        self.launch()
        return time.time()

    def kill(self):
        for program in self.programs:
            program.kill()
        self.programs = []

    def stop(self):
        self.programs[0].send(signal.SIGSTOP)

    def note(self, _):
        self.first = self.first or time.time()

    def came(self):
        return self.first


class RtspCamera(Server):
    pictures = 0

    @property
    def url(self):
        return f"rtsp://{self.host}/1"

    @property
    def log(self):
        return self.folder / f"camera_{self.port}.log"

    def launch(self):
        self.run(["/usr/bin/python3", __file__, "camera", self.film, str(self.port), str(self.log), str(self.pictures)])
        wait(lambda: answers(self.port), self.url)

    def sent(self):
        """(session, picture of the film, when) of every picture."""
        words = (line.split() for line in self.log.read_text().splitlines() if line.count(" ") == 2)
        return [(int(session), int(picture), int(ns) / 1e9) for session, picture, ns in words]


class RtspTaker(Server):
    url = RtspCamera.url

    def launch(self):
        self.run(["/usr/bin/python3", __file__, "taker", str(self.port)], self.note)
        wait(lambda: answers(self.port), self.url)


class Rtmp(Server):
    """nginx; `publishes`: with an ffmpeg that sends it the film."""
    publishes = False

    @property
    def url(self):
        return f"rtmp://{self.host}/live/1"

    def launch(self):
        kept = self.folder / f"rtmp_{self.port}"
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir()
        config = kept / "nginx.conf"
        record = "" if self.publishes else f"record all; record_path {kept};"
        config.write_text(f"load_module {RTMP_MODULE}; daemon off; master_process off; pid {kept}/pid; error_log {kept}/log; events {{}}\n"
                          f"rtmp {{ server {{ listen {self.host}; application live {{ live on; {record} }} }} }}\n")
        self.run(["nginx", "-c", str(config)])
        wait(lambda: answers(self.port), self.url)
        if self.publishes:
            sent = []
            self.run([*QUIET, "-re", "-stream_loop", "-1", "-i", self.film, "-c", "copy", "-f", "flv", "-stats_period", "0.02", "-progress", "pipe:1", self.url],
                     lambda part: sent.extend(re.findall(rb"frame=[1-9]", part)))
            wait(lambda: sent, f"the publisher of {self.url}")

    def came(self):
        # A header is written before any picture.
        if not self.first and any(file.stat().st_size > 1000 for file in (self.folder / f"rtmp_{self.port}").glob("*.flv")):
            self.note(None)
        return self.first


class RtmpSender(Rtmp):
    publishes = True


class Srt(Server):
    @property
    def url(self):
        return f"srt://{self.host}"

    def listen(self, words, hear=None):
        self.run([*QUIET, *words], hear)
        wait(lambda: is_bound(self.port), self.url)


class SrtSender(Srt):
    def launch(self):
        self.listen(["-re", "-stream_loop", "-1", "-i", self.film, "-c", "copy", "-f", "mpegts", f"{self.url}?mode=listener"])


class SrtTaker(Srt):
    def launch(self):
        self.listen(["-f", "data", "-i", f"{self.url}?mode=listener", "-map", "0", "-c", "copy", "-f", "data", "-flush_packets", "1", "-"], self.note)


SENDERS = {"rtsp": RtspCamera, "rtmp": RtmpSender, "srt": SrtSender}
TAKERS = {"rtsp": RtspTaker, "rtmp": Rtmp, "srt": SrtTaker}


def make_film(clip, path, size, fps, seconds, gop, filters=""):
    """The clip as a camera would send it: no picture is made from a later one, each is one slice (rtph264pay would part the slices of key pictures)."""
    subprocess.run([*QUIET, "-y", "-stream_loop", "-1", "-i", clip, "-an", "-vf", f"fps={fps},scale={size}{filters}", "-t", str(seconds), "-c:v", "libx264", "-preset", "veryfast",
                    "-threads", "1", "-tune", "zerolatency", "-g", str(gop), "-sc_threshold", "0", "-pix_fmt", "yuv420p", path], check=True)
    return str(path)


def access_units(film):
    """Its pictures as H.264, and how many there are a second."""
    rate = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=r_frame_rate", "-of", "csv=p=0", film], capture_output=True, text=True, check=True).stdout
    stream = subprocess.run([*QUIET, "-i", film, "-c", "copy", "-bsf:v", "h264_mp4toannexb,h264_metadata=aud=insert", "-f", "h264", "-"], capture_output=True, check=True).stdout
    delimiter = b"\0\0\0\1\x09"
    return [delimiter + unit for unit in stream.split(delimiter)[1:]], int(rate.split("/")[0]) / int(rate.split("/")[1])


def rtsp_server(port, launch, configure, record=False):
    import gi
    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
    Gst.init(None)
    server = GstRtspServer.RTSPServer.new()
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory.new()
    factory.set_launch(launch)
    factory.set_shared(False)
    if record:
        factory.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
    factory.connect("media-configure", lambda _, media: configure(Gst, media.get_element()))
    server.get_mount_points().add_factory("/1", factory)
    server.attach(None)
    GLib.MainLoop().run()


def camera(film, port, log, pictures="0"):
    units, fps = access_units(film)
    out, sessions = open(log, "a", buffering=1), [0]

    def pump(Gst, source, session):
        begin, number = time.monotonic(), 0
        while not int(pictures) or number < int(pictures):
            time.sleep(max(0, begin + number / fps - time.monotonic()))
            picture = Gst.Buffer.new_wrapped(units[number % len(units)])
            picture.duration = int(1e9 / fps)
            now = time.time_ns()
            if source.emit("push-buffer", picture) != Gst.FlowReturn.OK:
                return
            out.write(f"{session} {number % len(units)} {now}\n")
            number += 1
        source.emit("end-of-stream")

    def configure(Gst, element):
        sessions[0] += 1
        started = threading.Event()

        def begin(source, *_):
            if not started.is_set():
                started.set()
                threading.Thread(target=pump, args=(Gst, source, sessions[0]), daemon=True).start()

        element.get_by_name("source").connect("need-data", begin)

    caps = f"video/x-h264,stream-format=byte-stream,alignment=au,framerate={round(fps)}/1"
    rtsp_server(port, f'( appsrc name=source is-live=true format=time do-timestamp=true caps="{caps}" ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )', configure)


def taker(port):
    def configure(Gst, element):
        element.get_by_name("seen").connect("handoff", lambda *_: print("picture", flush=True))

    rtsp_server(port, "( rtph264depay name=depay0 ! identity name=seen signal-handoffs=true ! fakesink sync=false async=false )", configure, record=True)


if __name__ == "__main__":
    {"camera": camera, "taker": taker}[sys.argv[1]](*sys.argv[2:])

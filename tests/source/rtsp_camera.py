# An RTSP camera: /1 plays CLIP from its beginning to each who asks. rtsp_camera.py CLIP PORT
import sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer
Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_service(sys.argv[2])
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(f"( filesrc location={sys.argv[1]} ! qtdemux ! rtph264pay name=pay0 pt=96 config-interval=-1 )")
factory.set_shared(False)
server.get_mount_points().add_factory("/1", factory)
server.attach(None)
print("ready", flush=True)
GLib.MainLoop().run()

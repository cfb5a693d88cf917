"""One `touchline live` that tools/bench/live.py runs: what it writes is read as it comes."""
import atexit
import json
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

ROW = re.compile(rb'"frame":(\d+),"pts_ns":(-?\d+),"utc_ns":(\d+),"utc_src":"(\w+)"')
LOST, OUTLET_LOST = "it is opened again until it is back", "it is tried again until it is there"


class Live:
    """One `touchline live`; its rows, status and log are read as they come, by a reader that looks every 2 ms."""

    def __init__(self, args, folder, sources, words, settings=()):
        self.sources, self.record = sources, folder / "live"
        shutil.rmtree(self.record, ignore_errors=True)
        command = [args.bin, "live", *sources, "--profile", "fast", "--record", self.record, "-v", *words]
        for setting in (*settings, *args.settings):
            command += ["--set", setting]
        self.rows, self.status, self.log = [[] for _ in sources], [], []
        self.summary = folder / "summary.json"
        with open(self.summary, "w") as summary:
            self.process = subprocess.Popen(command, stdout=summary, stderr=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)
        self.files = {}
        threading.Thread(target=self._hear, daemon=True).start()
        threading.Thread(target=self._read, daemon=True).start()

    def _hear(self):
        for line in self.process.stderr:
            self.log.append((time.time(), line))

    def _read(self):
        while self.process.poll() is None:
            self._lines(self.record / "status.jsonl", lambda at, line: self.status.append(json.loads(line)))
            ids = [source["source_id"] for source in self.status[-1]["sources"]] if self.status else []
            for number, name in enumerate(ids):
                path = self.record / name if len(ids) > 1 else self.record
                self._lines(path / "tracking.jsonl", lambda at, line, n=number: self.rows[n].append((at, *ROW.search(line).groups())))
            time.sleep(0.002)

    def _lines(self, path, take):
        if path not in self.files:
            if not path.exists():
                return
            self.files[path] = [open(path, "rb"), b""]
        file, rest = self.files[path]
        if part := file.read():
            *lines, self.files[path][1] = (rest + part).split(b"\n")
            for line in lines:
                take(time.time(), line)

    def row_after(self, number, at):
        """When the first row was read whose picture is from after that."""
        return next((row[0] for row in self.rows[number][-500:] if int(row[3]) > at * 1e9), None)

    def said(self, text, host, at):
        """When the log first said so of that host after that."""
        return next((when for when, line in self.log[-500:] if when > at and text in line and host in line), None)

    def told_back(self, outlet, at):
        """When status.jsonl, which is looked after once a second, first said that the outlet had come back after that."""
        told = [(line["utc_ns"] / 1e9, line["sources"][0]["outlets"][outlet]["reconnects"]) for line in self.status if line["sources"][0]["outlets"]]
        before = max((count for when, count in told if when < at), default=0)
        return next((when for when, count in told if count > before), None)

    def resources(self):
        """Resident bytes, threads and open files."""
        proc = pathlib.Path(f"/proc/{self.process.pid}")
        status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
        return {"rss": int(status["VmRSS"].split()[0]) * 1024, "threads": int(status["Threads"]), "files": len(list((proc / "fd").iterdir()))}

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        if code not in (0, 6):
            sys.exit(f"touchline live ended with {code}: {''.join(line for _, line in self.log[-20:])}")
        return {"exit_code": code, "reasons": [reason for source in json.loads(self.summary.read_text())["sources"] for reason in source["reasons"]]}

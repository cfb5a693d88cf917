// Makes the report move: the radar follows the video (or the slider), and everything that has a
// time takes you there. Nothing is drawn here but the radar's marks; all plots come with the page.
(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($('data').textContent);
  const sums = (differences) => {
    let sum = 0;
    return differences.map((d) => (sum += d));
  };
  const stamp = (seconds) => {
    const tenths = Math.max(0, Math.round(seconds * 10));
    const whole = Math.floor(tenths / 10), h = Math.floor(whole / 3600);
    const two = (n) => String(n).padStart(2, '0');
    const m = Math.floor(whole / 60) % 60;
    return (h ? h + ':' + two(m) : m) + ':' + two(whole % 60) + '.' + (tenths % 10);
  };
  /** Index of the last of the sorted `list` that is <= value; -1: none. */
  const lastUpTo = (list, value) => {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  /** The stretch [from, to, key] of the sorted `list` that holds `ms`. */
  const stretchAt = (list, starts, ms) => {
    const stretch = list[lastUpTo(starts, ms)];
    return stretch && ms <= stretch[1] ? stretch : null;
  };

  // Time: the video's, or our own when there is none.
  const video = $('video');
  const own = {now: data.from, playing: false, last: 0};
  let useVideo = !!video;
  const time = () => (useVideo ? video.currentTime : own.now);
  const clamp = (t) => Math.min(data.to, Math.max(data.from, t));
  const seek = (t) => {
    if (useVideo) video.currentTime = clamp(t);
    own.now = clamp(t);
    draw();
  };
  const setPlaying = (on) => {
    if (on && own.now >= data.to) own.now = data.from;
    own.playing = on;
    own.last = performance.now();
    $('play').innerHTML = on ? '&#10074;&#10074;' : '&#9654;';
    $('play').setAttribute('aria-label', on ? 'Pause' : 'Play');
    if (on) requestAnimationFrame(tick);
  };
  const tick = (now) => {
    if (useVideo ? video.paused : !own.playing) return;
    if (!useVideo) {
      own.now = clamp(own.now + Math.max(0, now - own.last) / 1000);
      own.last = now;
      if (own.now >= data.to) setPlaying(false);
    }
    draw();
    requestAnimationFrame(tick);
  };

  // The radar.
  const moments = sums(data.moments.t);
  const buckets = new Map();
  for (const track of data.tracks) {
    let before = null;
    for (const [from, measured, dx, dy] of track.p) {
      const piece = {track, from, end: from + dx.length, measured, x: sums(dx), y: sums(dy), next: null};
      if (before && before.end === from) before.next = piece;
      before = piece;
      for (let b = from >> 6; b <= (piece.end - 1) >> 6; ++b) {
        if (!buckets.has(b)) buckets.set(b, []);
        buckets.get(b).push(piece);
      }
    }
    track.p = null;
  }
  const marks = $('radar-marks');
  const scale = marks ? Number(marks.closest('svg').dataset.scale) : 1;
  const dots = new Map();
  let visible = new Set();
  const dotOf = (track) => {
    let dot = dots.get(track.id);
    if (dot) return dot;
    const radius = (track.kind === 'b' ? 0.9 : track.kind === 'r' ? 1.1 : 1.5) * scale;
    dot = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    dot.setAttribute('x', -radius);
    dot.setAttribute('y', -radius);
    dot.setAttribute('width', 2 * radius);
    dot.setAttribute('height', 2 * radius);
    dot.setAttribute('rx', track.team === 'b' && track.kind !== 'b' ? radius * 0.35 : radius);
    dot.dataset.track = track.id;
    dot.isBall = track.kind === 'b';
    dot.kind = 'dot ' + track.team + ({b: ' ball', r: ' referee', g: ' keeper', p: ''})[track.kind];
    const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
    const team = track.team === 'n' ? '' : ', ' + data.names[track.team === 'a' ? 0 : 1];
    title.textContent = (track.kind === 'b' ? 'Ball' : 'Track ' + track.id) + team;
    dot.append(title);
    dots.set(track.id, dot);
    return dot;
  };
  /** Where the piece is between moments i and i + 1, in metres; null when it has gone. */
  const placeOf = (piece, i, share) => {
    const k = i - piece.from, x = piece.x[k], y = piece.y[k];
    let nx = piece.x[k + 1], ny = piece.y[k + 1];
    if (nx === undefined && piece.next) [nx, ny] = [piece.next.x[0], piece.next.y[0]];
    if (nx === undefined) return share < 0.5 ? [x / 10, y / 10] : null;
    return [(x + share * (nx - x)) / 10, (y + share * (ny - y)) / 10];
  };
  const kStates = {
    m: 'Calibrated: positions measured.',
    p: 'Calibrated: carried on by the camera\u2019s motion.',
    s: 'Calibration stale: positions in grey, nothing is measured.',
    l: 'No calibration here: nobody can be placed.'
  };
  const drawRadar = (t) => {
    if (!marks) return;
    const ms = t * 1000, i = lastUpTo(moments, ms);
    const gap = i + 1 < moments.length ? moments[i + 1] - moments[i] : data.step * 1000;
    const whole = gap <= Math.max(1000, 3000 * data.step);
    const shown = new Set();
    let ball = false;
    if (i >= 0 && (whole || ms - moments[i] <= 1000 * data.step)) {
      const share = whole ? Math.min(1, (ms - moments[i]) / gap) : 0;
      for (const piece of buckets.get(i >> 6) || []) {
        if (i < piece.from || i >= piece.end) continue;
        const place = placeOf(piece, i, share);
        if (!place) continue;
        const dot = dotOf(piece.track);
        dot.setAttribute('class', dot.kind + (piece.measured ? '' : ' unseen'));
        dot.setAttribute('transform', `translate(${place[0].toFixed(2)} ${(-place[1]).toFixed(2)})`);
        shown.add(dot);
        ball = ball || piece.track.kind === 'b';
      }
    }
    for (const dot of visible) if (!shown.has(dot)) dot.remove();
    for (const dot of shown) if (!visible.has(dot)) dot.isBall ? marks.append(dot) : marks.prepend(dot);
    visible = shown;
    const state = data.moments.state[i];
    marks.setAttribute('class', state === 's' ? 'stale' : '');
    const counted = data.moments.counted[i] !== '0';
    $('radar-note').textContent = i < 0 || (!whole && !shown.size) ? 'No frame at this time.'
      : kStates[state] + (shown.size || state === 'l' ? '' : ' Nobody is placed at this moment.') + (counted ? '' : ' Replay or close-up: not counted.') + (ball || !shown.size ? '' : ' Ball not placed.');
  };

  // What is said of this moment.
  const bar = data.bar && {t: sums(data.bar.t), v: data.bar.v, withheld: data.bar.withheld,
                           starts: data.bar.withheld.map((s) => s[0])};
  const possession = data.possession && {list: data.possession, starts: data.possession.map((s) => s[0])};
  const drawBar = (t) => {
    if (!bar) return;
    const ms = Math.round(t * 1000), i = lastUpTo(bar.t, ms);
    const off = stretchAt(bar.withheld, bar.starts, ms);
    const value = off || i < 0 ? null : bar.v[i];
    const box = $('bar'), [a, b] = box.children;
    box.classList.toggle('off', value === null);
    a.style.width = 50 + (value || 0) / 20 + '%';
    b.style.width = 50 - (value || 0) / 20 + '%';
    $('bar-text').textContent = off ? 'Withheld: ' + data.reasons[off[2]]
      : value === null ? 'Withheld'
      : Math.abs(value) < 5 ? 'Even'
      : (Math.abs(value) / 10).toFixed(1) + ' for ' + data.names[value > 0 ? 0 : 1];
    const spell = stretchAt(possession.list, possession.starts, ms);
    const key = spell ? spell[2] : null;
    $('holder').textContent = key === null ? '' : key === 2 ? 'Ball: contested'
      : key > 2 ? 'Ball: not known, ' + data.reasons[key - 3] : 'Ball: ' + data.names[key];
  };

  // The timeline.
  const timeline = $('timeline'), tracks = timeline.firstElementChild;
  const axis = tracks.querySelector('svg').dataset;
  const [x0, x1, t0, t1] = [axis.x0, axis.x1, axis.t0, axis.t1].map(Number);
  const timeAt = (event) => {
    const box = tracks.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 1000;
    return t0 + ((x - x0) / (x1 - x0)) * (t1 - t0);
  };
  const drawPlayhead = (t) => {
    const share = (clamp(t) - t0) / (t1 - t0);
    $('playhead').style.left = (x0 + share * (x1 - x0)) / 10 + '%';
  };
  tracks.addEventListener('click', (event) => {
    if (!event.target.closest('[data-t]')) seek(timeAt(event));
  });
  tracks.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'mouse' && event.buttons === 1) seek(timeAt(event));
  });
  timeline.addEventListener('keydown', (event) => {
    const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
    if (!step) return;
    event.preventDefault();
    seek(time() + step * (event.shiftKey ? 10 : 1));
  });

  // The list of events.
  const events = $('events');
  let rows = [], rowTimes = [], current = null;
  const kMostRows = 1500;
  const fillList = (list, type) => {
    const chosen = data.events.filter((e) => !type || e[2] === type);
    list.replaceChildren();
    rows = chosen.slice(0, kMostRows).map(([start, , , team, text, ids]) => {
      const row = document.createElement('button');
      row.type = 'button';
      row.dataset.t = start / 1000;
      const when = document.createElement('time');
      when.textContent = stamp(start / 1000);
      const side = document.createElement('span');
      side.className = 'team ' + team;
      side.append(document.createElement('i'));
      const what = document.createElement('span');
      what.textContent = text + (ids.length ? ' (track ' + ids.join(' to ') + ')' : '');
      row.append(when, side, what);
      return row;
    });
    rowTimes = chosen.slice(0, kMostRows).map((e) => e[0]);
    current = null;
    list.append(...rows);
    if (chosen.length > kMostRows) list.append(`${chosen.length - kMostRows} more: choose a kind above.`);
    drawCurrent(time());
  };
  const drawCurrent = (t) => {
    const row = rows[lastUpTo(rowTimes, Math.round(t * 1000))] || null;
    if (row === current) return;
    if (current) current.classList.remove('current');
    current = row;
    if (!row) return;
    row.classList.add('current');
    const list = row.parentElement;
    if (list) list.scrollTop = row.offsetTop - list.clientHeight / 3;
  };
  const makeList = () => {
    if (!data.events.length) return;
    const filters = document.createElement('div'), list = document.createElement('div');
    filters.className = 'filters';
    list.className = 'list';
    const counts = new Map();
    for (const event of data.events) counts.set(event[2], (counts.get(event[2]) || 0) + 1);
    for (const [type, count] of [['', data.events.length], ...counts]) {
      const chip = document.createElement('button');
      chip.type = 'button';
      chip.textContent = `${type || 'All'} ${count}`;
      chip.setAttribute('aria-pressed', String(!type));
      chip.addEventListener('click', () => {
        for (const other of filters.children) other.setAttribute('aria-pressed', String(other === chip));
        fillList(list, type);
      });
      filters.append(chip);
    }
    events.append(filters, list);
    fillList(list, '');
  };

  const draw = () => {
    const t = time();
    drawRadar(t);
    drawBar(t);
    drawPlayhead(t);
    drawCurrent(t);
    $('scrubber').value = (1000 * (t - data.from)) / (data.to - data.from || 1);
    $('clock').textContent = stamp(t);
  };

  // Anything with a time takes you there.
  document.addEventListener('click', (event) => {
    const target = event.target.closest('[data-t]');
    if (target) seek(Number(target.dataset.t));
  });
  $('play').addEventListener('click', () => setPlaying(!own.playing));
  $('scrubber').addEventListener('input', (event) => {
    seek(data.from + (event.target.value / 1000) * (data.to - data.from));
  });
  for (const table of document.querySelectorAll('.sortable')) {
    table.tHead.addEventListener('click', (event) => {
      const head = event.target.closest('th');
      if (!head) return;
      const descending = head.getAttribute('aria-sort') !== 'descending';
      for (const th of head.parentElement.children) th.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      const key = (row) => {
        const cell = row.children[head.cellIndex];
        return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
      };
      const sign = descending ? -1 : 1;
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((p, q) => {
        const a = key(p), b = key(q);
        return a < b ? -sign : a > b ? sign : 0;
      }));
    });
  }
  // Videos side by side whose moments of contact are known: one slider and one button for all, with
  // 0 at contact.
  for (const pair of document.querySelectorAll('[data-in-step]')) {
    const videos = [...pair.querySelectorAll('video[data-contact]')];
    if (videos.length < 2) continue;
    const contact = (v) => Number(v.dataset.contact);
    const first = -Math.min(...videos.map(contact));
    const bar = document.createElement('div');
    bar.className = 'transport in-step';
    bar.innerHTML = '<button type="button" aria-label="Play">&#9654;</button>' +
      '<input type="range" step="any" aria-label="Seconds from contact"><output></output>';
    const [button, slider, output] = bar.children;
    const last = () => Math.min(...videos.map((v) => v.duration - contact(v)));
    const show = (on) => {
      button.innerHTML = on ? '&#10074;&#10074;' : '&#9654;';
      button.setAttribute('aria-label', on ? 'Pause' : 'Play');
      output.value = 'contact ' + (Number(slider.value) < 0 ? '\u2212' : '+') +
        Math.abs(slider.value).toFixed(2) + ' s';
    };
    const go = (seconds) => {
      for (const v of videos) v.currentTime = contact(v) + seconds;
      slider.value = seconds;
      show(false);
    };
    const stop = () => {
      for (const v of videos) v.pause();
      show(false);
    };
    const follow = () => {
      if (videos[0].paused) return;
      slider.value = videos[0].currentTime - contact(videos[0]);
      show(true);
      if (Number(slider.value) >= last() || videos.some((v) => v.ended)) stop();
      else requestAnimationFrame(follow);
    };
    button.addEventListener('click', async () => {
      if (!videos[0].paused) return stop();
      go(Number(slider.value) >= last() - 0.05 ? first : Number(slider.value));
      await Promise.all(videos.map((v) => v.seeking && new Promise((ready) => v.addEventListener('seeked', ready, {once: true}))));
      await Promise.all(videos.map((v) => v.play()));
      follow();
    });
    slider.addEventListener('input', () => {
      for (const v of videos) v.pause();
      go(Number(slider.value));
    });
    Promise.all(videos.map((v) => v.readyState > 0 || new Promise((known) => v.addEventListener('loadedmetadata', known, {once: true}))))
      .then(() => {
        for (const v of videos) v.controls = false;
        slider.min = first;
        slider.max = last();
        pair.after(bar);
        go(0);
      });
  }
  const withoutVideo = (why) => {
    useVideo = false;
    if (video) video.remove();
    document.body.className = 'without-video';
    if (why) {
      const note = document.createElement('p');
      note.className = 'small';
      note.textContent = why;
      document.querySelector('.transport').before(note);
    }
    draw();
  };
  makeList();
  if (video) {
    document.body.className = 'with-video';
    for (const name of ['timeupdate', 'seeked', 'loadedmetadata']) video.addEventListener(name, draw);
    video.addEventListener('play', () => requestAnimationFrame(tick));
    const failed = () => withoutVideo('annotated.mp4 is not beside this page or cannot be played here; use the slider instead.');
    video.addEventListener('error', failed);
    if (video.error) failed();
    draw();
  } else {
    withoutVideo('');
  }
})();

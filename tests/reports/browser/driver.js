// Uses a report as a person would and notes down what is seen. The test puts it into the head of a
// copy of the page, which runs it once everything has loaded.
'use strict';
const seen = {errors: []};
window.addEventListener('error', (e) => seen.errors.push(String(e.message || 'a resource: ' + e.target.src)), true);
window.addEventListener('unhandledrejection', (e) => seen.errors.push(String(e.reason)));
console.error = (...words) => seen.errors.push(words.join(' '));
// In virtual time the browser owes nobody a frame; the page gets one every 16 ms.
window.requestAnimationFrame = (draw) => setTimeout(() => draw(performance.now()), 16);

const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);
const click = (element) => {
  const box = element.getBoundingClientRect();
  element.dispatchEvent(new MouseEvent('click', {
    bubbles: true, clientX: box.left + box.width / 2, clientY: box.top + box.height / 2}));
};
const slide = (seconds) => {
  const data = JSON.parse(one('#data').textContent), slider = one('#scrubber');
  slider.value = (1000 * (seconds - data.from)) / (data.to - data.from);
  slider.dispatchEvent(new Event('input', {bubbles: true}));
};
const radar = () => ({
  clock: one('#clock').textContent,
  a: all('.dot.a').length, b: all('.dot.b').length, balls: all('.dot.ball').length,
  dots: all('.dot').length, unseen: all('.dot.unseen').length,
  stale: !!one('#radar-marks.stale'), note: one('#radar-note').textContent,
  seven: (one('.dot[data-track="7"]') || {getAttribute: () => ''}).getAttribute('transform'),
  bar: (one('#bar-text') || {}).textContent, holder: (one('#holder') || {}).textContent,
  playhead: one('#playhead').style.left,
});
const videoTime = () => (one('video') ? one('video').currentTime : null);

const useIt = async () => {
  seen.body = document.body.className;
  for (const t of [10, 20, 23.4, 34, 53]) {
    slide(t);
    seen['at ' + t] = radar();
  }
  click(one('.plot-events .mark'));
  seen.mark = one('#clock').textContent;
  click(all('.list button')[3]);
  seen.row = {clock: one('#clock').textContent, current: one('.list .current time').textContent};
  click(all('.filters button')[2]);
  seen.filtered = all('.list button').length;
  const tracks = one('.tracks').getBoundingClientRect();
  one('.tracks').dispatchEvent(new MouseEvent('click', {
    bubbles: true, clientX: tracks.left + tracks.width * (0.092 + 0.5 * 0.896), clientY: tracks.top + 30}));
  seen.middle = one('#clock').textContent;
  const pass = one('.pass');
  if (pass) click(pass);
  seen.pass = one('#clock').textContent;
  const head = all('.sortable th')[5];
  if (head) {
    click(head);
    const cells = () => all('.sortable tbody tr').map((row) => Number(row.cells[5].dataset.v));
    seen.descending = cells();
    click(head);
    seen.ascending = cells();
  }
  seen.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  slide(1);
  click(one('#play'));
  for (let i = 0; i < 50 && one('#clock').textContent === '0:01.0'; ++i) await wait(100);
  seen.played = one('#clock').textContent;
  click(one('#play'));
};
const useVideo = async () => {
  seen.body = document.body.className;
  const film = one('video');
  if (film && film.readyState < 1) await new Promise((done) => film.addEventListener('loadedmetadata', done));
  const seek = async (element) => {
    const done = new Promise((resolve) => film.addEventListener('seeked', resolve, {once: true}));
    click(element);
    await done;
    return {video: videoTime(), ...radar()};
  };
  seen.row = await seek(all('.list button')[3]);
  seen.mark = await seek(all('.plot-events .mark')[5]);
};
window.addEventListener('load', async () => {
  try {
    await wait(50);
    await (location.hash === '#video' ? useVideo() : useIt());
  } catch (error) {
    seen.errors.push('driver: ' + error.stack);
  }
  const result = document.createElement('pre');
  result.id = 'seen';
  result.textContent = JSON.stringify(seen).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026');
  document.body.append(result);
});

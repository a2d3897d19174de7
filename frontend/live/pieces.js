// What differs between two texts, by words.
const PIECE = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
const MOST = 1_000_000; // of comparisons; texts that differ in more are shown as wholly different

const pieces = (text) => text.match(PIECE) || [];

// [[old words, new words]…] from beginning to end, the same words in both where nothing was changed.
export const differences = (before, after) => {
  const was = pieces(before);
  const now = pieces(after);
  let head = 0;
  while (head < was.length && head < now.length && was[head] === now[head]) head += 1;
  let tail = 0;
  const shorter = Math.min(was.length, now.length) - head;
  while (tail < shorter && was[was.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const middle = matched(was.slice(head, was.length - tail), now.slice(head, now.length - tail));
  const same = (list) => list.map((piece) => [piece, piece]);
  return joined([...same(was.slice(0, head)), ...middle, ...same(was.slice(was.length - tail))]);
};

// The longest common row of pieces; what is not in it stands alone on its side.
const matched = (was, now) => {
  if (was.length * now.length > MOST) return [[was.join(""), now.join("")]];
  const width = now.length + 1;
  const best = new Uint32Array((was.length + 1) * width);
  for (let i = was.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      best[i * width + j] =
        was[i] === now[j]
          ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
  const found = [];
  let i = 0;
  let j = 0;
  while (i < was.length || j < now.length)
    if (i < was.length && j < now.length && was[i] === now[j]) found.push([was[i++], now[j++]]);
    else if (j < now.length && (i === was.length || best[i * width + j + 1] > best[(i + 1) * width + j]))
      found.push(["", now[j++]]);
    else found.push([was[i++], ""]);
  return found;
};

// Words side by side that differ are one change; a space between two of them parts nothing.
const joined = (found) => {
  const runs = [];
  for (const [old, now] of found) {
    const last = runs.at(-1);
    const differs = old !== now;
    if (last && last.differs === differs) {
      last.old += old;
      last.now += now;
    } else runs.push({ old, now, differs });
  }
  const kept = [];
  runs.forEach((run, n) => {
    const last = kept.at(-1);
    const isGap = !run.differs && !run.old.trim() && last?.differs && n < runs.length - 1;
    if (isGap || (last?.differs && run.differs)) {
      last.old += run.old;
      last.now += run.now;
    } else kept.push({ ...run });
  });
  return kept.map(({ old, now }) => [old, now]);
};

// What a screen may show now, by its manifest: pure functions of the manifest and the time, in milliseconds.
// A time has two ends, because a device's clock may be wrong: `earliest` and `latest` (see clock.js). A file is shown
// only if both are within its validity.

export const isWithdrawn = (manifest, sha256) => manifest.withdrawn.some((file) => file.sha256 === sha256);

// Undefined if the time zone is unknown to this browser.
export const minuteOfDay = (moment, timeZone) => {
  try {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const [hour, minute] = format.format(moment).split(":").map(Number);
    return hour * 60 + minute;
  } catch {
    return undefined;
  }
};

const isWithinHours = (item, manifest, time) => {
  const hours = item.hours || [];
  if (!hours.length) return true;
  const minute = minuteOfDay(time.latest, manifest.time_zone || "UTC");
  // Hours that end before they begin last over midnight.
  return hours.some(([from, to]) => (from < to ? from <= minute && minute < to : minute >= from || minute < to));
};

const hasEnded = (item, time) => time.latest >= Date.parse(item.valid_until);

export const isPermitted = (item, manifest, time) =>
  !isWithdrawn(manifest, item.sha256) &&
  Date.parse(item.valid_from) <= time.earliest &&
  time.latest < Date.parse(item.valid_until) &&
  isWithinHours(item, manifest, time);

// An emergency item replaces all others, also while its file isn't here yet. Of the others those of the highest priority
// are shown.
export const listPermitted = (manifest, time) => {
  const { emergency } = manifest;
  if (emergency && isPermitted(emergency, manifest, time)) return [emergency];
  const permitted = manifest.items.filter((item) => isPermitted(item, manifest, time));
  const highest = Math.max(...permitted.map((item) => item.priority || 0));
  return permitted.filter((item) => (item.priority || 0) === highest);
};

// Every item whose file is still of use: the one needed first comes first.
export const listWanted = (manifest, time) => {
  const items = [...(manifest.emergency ? [manifest.emergency] : []), ...manifest.items];
  const nextStart = (item) => Math.max(Date.parse(item.valid_from) - time.latest, 0);
  return items
    .filter((item) => !isWithdrawn(manifest, item.sha256) && !hasEnded(item, time))
    .map((item, place) => ({ item, place, start: item === manifest.emergency ? -1 : nextStart(item) }))
    .sort((one, other) => one.start - other.start || one.place - other.place)
    .map(({ item }) => item);
};

// Takes turns by share: of two items with the shares 2 and 1, the first has two turns of three, spread evenly. Equal
// shares follow each other in order. `turns` keeps what each item is owed, and is changed.
export const chooseNext = (items, turns) => {
  const share = (item) => Math.max(item.share || 1, 0);
  for (const id of Object.keys(turns)) if (!items.some((item) => String(item.id) === id)) delete turns[id];
  for (const item of items) turns[item.id] = (turns[item.id] || 0) + share(item);
  const next = items.reduce((best, item) => (turns[item.id] > turns[best.id] ? item : best));
  turns[next.id] -= items.reduce((sum, item) => sum + share(item), 0);
  return next;
};

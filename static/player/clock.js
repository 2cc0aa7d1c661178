// The time by the server. Between two contacts this device's clock is believed only as far as it can be:
// - set back, it isn't believed until the next contact, also after a restart;
// - set forward, the truth is between the time that passed on the steady timer (`earliest`) and the device's (`latest`);
// - after LONGEST_WITHOUT_CONTACT nothing may be shown, because what was withdrawn meanwhile is unknown.

const DAY = 24 * 3600 * 1000;
export const LONGEST_WITHOUT_CONTACT = 7 * DAY;
// Time services correct a clock by seconds.
const TOLERANCE = 60 * 1000;

export class Clock {
  #wall;
  #steady;
  #base;

  // `kept` is what `keep` returned before the restart.
  constructor(kept, { wall = () => Date.now(), steady = () => performance.now() } = {}) {
    this.#wall = wall;
    this.#steady = steady;
    this.kept = kept || null;
    if (this.kept) this.#base = { time: wall() + this.#offset, steady: steady() };
  }

  get #offset() {
    return this.kept.server - this.kept.wall;
  }

  // The server has just said its time.
  confirm(server) {
    const wall = this.#wall();
    this.kept = { server, wall, highest: wall, wasSetBack: false };
    this.#base = { time: server, steady: this.#steady() };
  }

  // `state` is "right", "unknown" (no contact yet), "back" or "old"; only if it is right may anything be shown.
  read() {
    if (!this.kept) return { earliest: 0, latest: 0, state: "unknown" };
    const wall = this.#wall();
    const passed = this.#base.time + this.#steady() - this.#base.steady;
    const shown = wall + this.#offset;
    if (wall < this.kept.highest - TOLERANCE || shown < passed - TOLERANCE) this.kept.wasSetBack = true;
    this.kept.highest = Math.max(this.kept.highest, wall);
    const time = { earliest: Math.min(passed, shown), latest: Math.max(passed, shown), state: "right" };
    if (time.latest - this.kept.server > LONGEST_WITHOUT_CONTACT) time.state = "old";
    if (this.kept.wasSetBack) time.state = "back";
    return time;
  }

  // What must survive a restart: a clock set back while the power was off is noticed by it.
  keep() {
    return { ...this.kept };
  }
}

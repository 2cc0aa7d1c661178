// Proof of play: each showing is kept under a UUID until the server has it, so it is counted once however often it is
// sent.

const BATCH = 500;

// Also where a browser lacks crypto.randomUUID.
const makeId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

export class Reporter {
  #memory;
  #isSending = false;

  constructor(memory) {
    this.#memory = memory;
  }

  // `startedAt` is the server's time. A showing of less than a second isn't one.
  async record({ sha256, startedAt, seconds }) {
    const whole = Math.round(seconds);
    if (whole < 1) return;
    const started_at = new Date(startedAt).toISOString();
    await this.#memory.addPlay({ id: makeId(), sha256, started_at, seconds: whole });
  }

  // Send everything, in batches. What isn't acknowledged stays.
  async send(api) {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (;;) {
        const plays = await this.#memory.listPlays(BATCH);
        if (!plays.length) return;
        const done = await api.report(plays);
        await this.#memory.forgetPlays(done.map((play) => play.id));
      }
    } finally {
      this.#isSending = false;
    }
  }
}

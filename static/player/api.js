// The screen's endpoints of the API, with the player's key in a header, never in an address.

const PATIENCE = 30 * 1000;
const PATIENCE_WITH_FILES = 15 * 60 * 1000;

// `code` is the API's word for it, "" if the answer wasn't the API's; `items` are the errors of its entries.
export class Refused extends Error {
  constructor(status, { code = "", items = [] } = {}) {
    super(`${status} ${code}`);
    Object.assign(this, { status, code, items });
  }
}

export const ask = async (address, options = {}, patience = PATIENCE) => {
  const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(patience), ...options });
  if (answer.ok || answer.status === 304) return answer;
  const body = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, body?.error || {});
};

export const postJson = (address, body, headers = {}) =>
  ask(address, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
    credentials: "omit",
  });

export class Api {
  #base;
  #headers;

  constructor({ base, token }) {
    this.#base = base;
    this.#headers = { Authorization: `Bearer ${token}` };
  }

  // `manifest` is null if it is the one with this ETag; `time` is the server's.
  async fetchManifest(etag) {
    const headers = { ...this.#headers, ...(etag ? { "If-None-Match": etag } : {}) };
    const answer = await ask(`${this.#base}manifest`, { headers, credentials: "omit" });
    const time = Date.parse(answer.headers.get("X-Server-Time"));
    return {
      time: Number.isNaN(time) ? null : time,
      etag: answer.headers.get("ETag"),
      manifest: answer.status === 304 ? null : await answer.json(),
    };
  }

  // From this site only, whatever the address in the manifest.
  async fetchFile(item) {
    const { pathname } = new URL(item.url, location.href);
    const answer = await ask(pathname, { headers: this.#headers, credentials: "omit" }, PATIENCE_WITH_FILES);
    return answer.blob();
  }

  // Return the plays that need not be sent again: those that the server has, and those that it refuses for good.
  async report(plays) {
    try {
      await postJson(`${this.#base}plays`, { plays }, this.#headers);
      return plays;
    } catch (error) {
      const refused = plays.filter((_play, index) => error.items?.some((item) => item.index === index));
      if (error.status !== 400 || !refused.length) throw error;
      return refused;
    }
  }
}

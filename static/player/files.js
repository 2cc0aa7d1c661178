// The files of the schedule in the Cache API, by SHA-256. The service worker sends them to the page. None is used before
// its digest was compared in this run; when the storage is full, the file that is needed last makes room.

const CACHE = "player-files";
const PREFIX = "/play/files/";
// Left free for the manifest and the plays, where a browser says truly how much there is; others refuse to write.
const RESERVE = 1024 * 1024;

export const getAddress = (sha256) => PREFIX + sha256;

const digest = async (blob) => {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

export class Files {
  #cache;
  #verified = new Set();
  #wanted = [];
  #isFilling = false;
  // Files that didn't fit. They aren't fetched in vain again until something else is wanted.
  #tooLarge = new Set();

  static async open() {
    const files = new Files();
    files.#cache = await caches.open(CACHE);
    return files;
  }

  has(sha256) {
    return this.#verified.has(sha256);
  }

  // Delete every other file, at once.
  async retain(items) {
    const names = (list) => list.map((item) => item.sha256).join();
    if (names(items) !== names(this.#wanted)) this.#tooLarge.clear();
    this.#wanted = items;
    const wanted = new Set(items.map((item) => item.sha256));
    for (const sha256 of this.#verified) if (!wanted.has(sha256)) this.#verified.delete(sha256);
    for (const { url } of await this.#cache.keys()) {
      const sha256 = new URL(url).pathname.slice(PREFIX.length);
      if (!wanted.has(sha256)) await this.#delete(sha256);
    }
  }

  // Verify or fetch what `retain` was given last, in its order. What can't be fetched now is tried at the next contact.
  async fill(fetchFile) {
    if (this.#isFilling) return;
    this.#isFilling = true;
    const tried = new Set();
    const isOpen = ({ sha256 }) => !this.has(sha256) && !tried.has(sha256) && !this.#tooLarge.has(sha256);
    try {
      for (let item = this.#wanted.find(isOpen); item; item = this.#wanted.find(isOpen)) {
        tried.add(item.sha256);
        await this.#keep(item, fetchFile).catch(() => {});
      }
    } finally {
      this.#isFilling = false;
    }
  }

  // Delete the kept file that is needed last, if that is later than `item` (any, without one); return its size, or 0.
  async dropLast(item) {
    const first = this.#wanted.findIndex((other) => other.sha256 === item?.sha256) + 1;
    for (const other of this.#wanted.slice(first).reverse())
      if (other.sha256 !== item?.sha256 && (await this.#cache.match(getAddress(other.sha256)))) {
        await this.#delete(other.sha256);
        return other.size;
      }
    return 0;
  }

  async #keep(item, fetchFile) {
    const kept = await this.#cache.match(getAddress(item.sha256));
    if (kept) {
      if ((await digest(await kept.blob())) === item.sha256) return this.#use(item);
      await this.#delete(item.sha256);
    }
    while (await this.#isTight(item.size)) if (!(await this.dropLast(item))) return this.#tooLarge.add(item.sha256);
    const blob = await fetchFile(item);
    if ((await digest(blob)) !== item.sha256) return;
    const headers = { "Content-Type": item.media_type, "Content-Length": String(blob.size), "Accept-Ranges": "bytes" };
    // A browser may count what was deleted for a while yet: no more goes than is needed, and the rest is tried later.
    for (let freed = 0; ; )
      try {
        await this.#cache.put(getAddress(item.sha256), new Response(blob, { headers }));
        return await this.#use(item);
      } catch (error) {
        if (error.name !== "QuotaExceededError" || freed >= item.size) return;
        const size = await this.dropLast(item);
        if (!size) return this.#tooLarge.add(item.sha256);
        freed += size;
      }
  }

  async #isTight(size) {
    const { usage, quota } = (await navigator.storage?.estimate?.()) || {};
    return quota !== undefined && usage + size + RESERVE > quota;
  }

  // It may have been withdrawn while it was fetched.
  async #use({ sha256 }) {
    if (this.#wanted.some((item) => item.sha256 === sha256)) this.#verified.add(sha256);
    else await this.#delete(sha256);
  }

  async #delete(sha256) {
    this.#verified.delete(sha256);
    await this.#cache.delete(getAddress(sha256));
  }
}

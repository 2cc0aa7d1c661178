// The player of one screen: asks for the manifest, keeps its files, shows what may be shown, reports what was.

import { getAddress } from "./files.js";
import { chooseNext, listPermitted, listWanted } from "./schedule.js";

const TICK = 1000;
const TICKS_BETWEEN_KEEPING = 15;
const NOTHING = { items: [], withdrawn: [], emergency: null };
const USUAL_POLL = 60;
const ENDED_KEYS = new Set(["revoked_key", "unknown_key", "expired_key"]);

export class Player {
  #parts;
  #manifest = NOTHING;
  #etag = "";
  #turns = {};
  #unplayable = new Set();
  #shown = null;
  #isLoading = false;
  #isAsking = false;
  #isWanted = false;
  #ticks = 0;
  #timers = [];
  #end;

  // `parts`: api, clock, face, files, language, memory, reporter, stage.
  constructor(parts) {
    this.#parts = parts;
  }

  // Resolves when the key has ended and everything of the screen is forgotten.
  async run() {
    const { memory } = this.#parts;
    const kept = await memory.get("manifest");
    if (kept) {
      this.#manifest = kept.manifest;
      this.#etag = kept.etag;
    }
    // All of them: this device's time isn't confirmed yet, and by a wrong one files would go that are still needed.
    await this.#parts.files.retain(listWanted(this.#manifest, { latest: 0 }));
    this.#fillFiles();
    const ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#timers.push(setInterval(() => this.#tick(), TICK));
    const contact = () => this.#contact();
    addEventListener("online", contact);
    this.#askAgainLater(0);
    await ended;
    removeEventListener("online", contact);
  }

  #askAgainLater(seconds) {
    clearTimeout(this.#timers[1]);
    this.#timers[1] = setTimeout(() => this.#contact(), seconds * 1000);
  }

  async #contact() {
    // What was asked before the network came back may be old: it is asked once more.
    this.#isWanted = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#isWanted && this.#end) {
      this.#isWanted = false;
      // No network, or no sense in the answer: the player goes on with what it has.
      await this.#ask().catch(() => {});
    }
    this.#isAsking = false;
    if (this.#end) this.#askAgainLater(this.#manifest.poll_seconds || USUAL_POLL);
  }

  async #ask() {
    const { api, clock, face, language, memory, reporter } = this.#parts;
    const { time, etag, manifest } = await this.#fetchManifest();
    if (time !== null) clock.confirm(time);
    if (manifest) await this.#apply(manifest, etag);
    else await this.#retainFiles();
    await memory.set("clock", clock.keep()).catch(() => {});
    this.#tick();
    // Each by itself: a slow file keeps neither a report nor the next contact waiting.
    this.#fillFiles();
    reporter.send(api).catch(() => {});
    await face.renew(language).catch(() => {});
  }

  async #fetchManifest() {
    try {
      return await this.#parts.api.fetchManifest(this.#etag);
    } catch (error) {
      if (ENDED_KEYS.has(error.code)) await this.#forget();
      // The screen isn't its operator's any more: nothing of it may be shown, until it is again.
      else if (error.status === 404 && error.code === "not_found") await this.#apply(NOTHING, "");
      throw error;
    }
  }

  // What may not be shown any more goes first: from the screen, from the storage, and only then comes the rest.
  async #apply(manifest, etag) {
    this.#manifest = manifest;
    this.#etag = etag;
    this.#unplayable.clear();
    this.#tick();
    await this.#retainFiles();
    await this.#parts.memory.setFirst("manifest", { manifest, etag });
  }

  #retainFiles() {
    return this.#parts.files.retain(listWanted(this.#manifest, this.#parts.clock.read()));
  }

  #fillFiles() {
    const { api, files } = this.#parts;
    files.fill((item) => api.fetchFile(item));
  }

  async #forget() {
    const { files, memory, stage } = this.#parts;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#manifest = NOTHING;
    this.#shown = null;
    stage.clear();
    await files.retain([]);
    await memory.forgetAll();
    const end = this.#end;
    this.#end = null;
    end();
  }

  #listPlayable(time) {
    if (time.state !== "right") return [];
    const { files } = this.#parts;
    return listPermitted(this.#manifest, time).filter(
      ({ sha256 }) => files.has(sha256) && !this.#unplayable.has(sha256),
    );
  }

  #tick() {
    const { clock, face, memory, stage } = this.#parts;
    const time = clock.read();
    face.showContact(time.state === "right");
    this.#ticks += 1;
    if (this.#ticks % TICKS_BETWEEN_KEEPING === 0 && clock.kept) memory.set("clock", clock.keep()).catch(() => {});
    const playable = this.#listPlayable(time);
    const isRight = playable.some(
      ({ id, sha256 }) => id === this.#shown?.item.id && sha256 === this.#shown.item.sha256,
    );
    if (this.#shown && !isRight) {
      this.#finish();
      stage.clear();
    }
    if (!playable.length || this.#isLoading || (this.#shown && !this.#isOver())) return;
    this.#showNext(chooseNext(playable, this.#turns)).catch(() => {});
  }

  #isOver() {
    return performance.now() - this.#shown.since >= this.#shown.item.seconds * 1000;
  }

  async #showNext(item) {
    const { clock, stage } = this.#parts;
    if (this.#shown?.item.sha256 === item.sha256) {
      this.#finish();
      this.#begin(item);
      return;
    }
    this.#isLoading = true;
    try {
      const element = await stage.load(item, getAddress(item.sha256));
      // It may have been withdrawn, or have ended, while it was loaded.
      if (!this.#listPlayable(clock.read()).some((other) => other.id === item.id)) return;
      this.#finish();
      stage.show(element, item);
      this.#begin(item);
    } catch {
      this.#unplayable.add(item.sha256);
    } finally {
      this.#isLoading = false;
    }
  }

  #begin(item) {
    this.#shown = { item, since: performance.now(), startedAt: this.#parts.clock.read().earliest };
  }

  #finish() {
    if (!this.#shown) return;
    const { item, since, startedAt } = this.#shown;
    const seconds = (performance.now() - since) / 1000;
    this.#shown = null;
    this.#parts.reporter.record({ sha256: item.sha256, startedAt, seconds }).catch(() => {});
  }
}

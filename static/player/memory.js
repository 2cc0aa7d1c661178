// What survives a loss of power: the key, the manifest, the time and the plays that aren't reported yet (IndexedDB).

const STATE = "state";
const PLAYS = "plays";

const settle = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const open = () => {
  const request = indexedDB.open("player", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STATE);
    request.result.createObjectStore(PLAYS, { keyPath: "id" });
  };
  return settle(request);
};

export class Memory {
  #database;
  #makeRoom;

  // `makeRoom` deletes something less needed when the storage is full, and says whether there was anything.
  static async open(makeRoom) {
    const memory = new Memory();
    memory.#makeRoom = makeRoom;
    memory.#database = await open();
    return memory;
  }

  get(name) {
    return settle(this.#database.transaction(STATE).objectStore(STATE).get(name));
  }

  set(name, value) {
    return this.#write(STATE, (store) => store.put(value, name));
  }

  addPlay(play) {
    return this.#write(PLAYS, (store) => store.put(play));
  }

  listPlays(most) {
    return settle(this.#database.transaction(PLAYS).objectStore(PLAYS).getAll(null, most));
  }

  forgetPlays(ids) {
    return this.#write(PLAYS, (store) => {
      for (const id of ids) store.delete(id);
    });
  }

  // Plays stay: a browser that is connected again can't report them with another screen's key, so they go too.
  async forgetAll() {
    await this.#write(STATE, (store) => store.clear());
    await this.#write(PLAYS, (store) => store.clear());
  }

  async #write(name, change) {
    for (;;)
      try {
        return await this.#tryToWrite(name, change);
      } catch (error) {
        if (error?.name !== "QuotaExceededError" || !(await this.#makeRoom())) throw error;
      }
  }

  // Resolves when it is on disk.
  #tryToWrite(name, change) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(name, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(name));
    });
  }
}

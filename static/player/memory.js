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

  // For what matters more than a file: if the storage is full, one file goes for it.
  async setFirst(name, value) {
    try {
      await this.set(name, value);
    } catch (error) {
      if (error?.name !== "QuotaExceededError" || !(await this.#makeRoom())) throw error;
      await this.set(name, value);
    }
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

  // Resolves when it is on disk.
  #write(name, change) {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(name, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(name));
    });
  }
}

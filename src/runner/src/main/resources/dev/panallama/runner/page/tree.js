// A conversation is a tree: an answer that is asked for again, or a message that is edited, stands beside the one before.

export class Tree {
  #byId = new Map();
  #children = new Map();
  leaf;

  constructor(messages = [], leaf = null) {
    for (const it of messages) this.add(it);
    this.leaf = leaf;
  }

  add(message) {
    this.#byId.set(message.id, message);
    const parent = message.parent ?? null;
    if (!this.#children.has(parent)) this.#children.set(parent, []);
    this.#children.get(parent).push(message);
    this.leaf = message.id;
  }

  find(id) {
    return this.#byId.get(id);
  }

  /** Returns the messages that are shown, the first one first. */
  path() {
    const path = [];
    for (let at = this.find(this.leaf); at; at = this.find(at.parent)) path.push(at);
    return path.reverse();
  }

  /** Returns a message and those that stand in its place. */
  siblings(message) {
    return this.#children.get(message.parent ?? null) ?? [message];
  }

  /** Returns the last message that follows, always by the newest. */
  newestLeaf(id) {
    let at = id;
    for (let next = this.#children.get(at); next?.length; next = this.#children.get(at)) at = next.at(-1).id;
    return at;
  }

  /** Returns how many messages follow, in all branches. */
  descendants(id) {
    return (this.#children.get(id) ?? []).reduce((sum, it) => sum + 1 + this.descendants(it.id), 0);
  }

  /** Removes a message and what follows it. */
  remove(id) {
    const message = this.find(id);
    if (!message) return;
    const shown = this.path().some((it) => it.id === id);
    for (const it of [...(this.#children.get(id) ?? [])]) this.remove(it.id);
    const siblings = this.#children.get(message.parent ?? null);
    siblings.splice(siblings.indexOf(message), 1);
    this.#byId.delete(id);
    this.#children.delete(id);
    if (shown) this.leaf = message.parent ?? null;
  }
}

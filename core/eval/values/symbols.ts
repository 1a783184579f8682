/** Attribute names as small integers, one table per evaluator. */

/** Interns names; ids count up in order of first interning, which is the order Nix walks attributes in. */
export class SymbolTable {
  private readonly ids = new Map<string, number>();
  private static tables = 0;
  /** Tells tables apart: the same id is another name in another. */
  readonly serial = SymbolTable.tables++;
  /** Name of each id. */
  readonly names: string[] = [];

  /** The id of a name (a byte string), made if new. */
  intern(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.names.length;
      this.ids.set(name, id);
      this.names.push(name);
    }
    return id;
  }

  /** The id of a name that was interned before, else -1: a lookup with it finds nothing. */
  find(name: string): number {
    return this.ids.get(name) ?? -1;
  }
}

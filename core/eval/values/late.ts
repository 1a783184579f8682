/** Values that take some work to make, but no evaluation: made when somebody asks, and yet there for whoever looks. */
import { Code, type StepsFunction } from "./code.ts";
import { Thunk, type Slot, type Value } from "./value.ts";

/** What makes such a value; it never fails. */
export interface LateValue {
  make(): Value;
}

function run(late: LateValue): Value {
  return late.make();
}

// oxlint-disable-next-line require-yield -- it has nothing to ask of the VM
function* steps(_m: unknown, late: LateValue): Generator<unknown, Value, unknown> {
  return late.make();
}

/** JavaScript frames that making a value may take. */
const makeCost = 4;

const lateCode = new Code(run as Code["run"], makeCost, null, null, steps as unknown as StepsFunction);
// So that `steps` gets the state as it is.
lateCode.held = lateCode;

/** A slot for such a value. */
export function lateSlot(late: LateValue): Thunk {
  return new Thunk(lateCode, late);
}

/** To be called before a slot is looked at without being forced: makes its value if it is such a one. */
export function arrive(slot: Slot | undefined): void {
  if (!(slot instanceof Thunk) || slot.code !== lateCode) return;
  slot.state = run(slot.state as LateValue);
  slot.code = null;
}

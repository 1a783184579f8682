/** The rules for flake references given as attributes. */
import {
  FlakeRefError,
  type FlakeRefValue,
  isFlakeRefType,
  kindOfAttribute,
  optionalAttributes,
  refPattern,
  requiredAttributes,
  revPattern,
} from "./parts.ts";

/**
 * Checks attributes: a known type, what this type needs and nothing it doesn't know, values of the right kind.
 * @throws FlakeRefError
 */
export function checkFlakeRef(parts: ReadonlyMap<string, FlakeRefValue>): void {
  const type = parts.get("type");
  if (typeof type !== "string") throw new FlakeRefError("input attribute 'type' is missing");
  if (!isFlakeRefType(type)) throw new FlakeRefError(`input type '${type}' is not supported`);
  const needed = requiredAttributes[type];
  for (const name of needed) {
    if (!parts.has(name)) throw new FlakeRefError(`input attribute '${name}' is missing`);
  }
  for (const [name, value] of parts) {
    if (
      name !== "type" &&
      name !== "dir" &&
      !needed.includes(name) &&
      !optionalAttributes[type].includes(name)
    ) {
      throw new FlakeRefError(`unsupported input attribute '${name}' for the '${type}' scheme`);
    }
    checkValue(name, value);
  }
  if (type !== "indirect" && type !== "git" && type !== "hg" && parts.has("ref") && parts.has("rev")) {
    throw new FlakeRefError("input has both a commit hash and a branch/tag name");
  }
}

function checkValue(name: string, value: FlakeRefValue): void {
  const kind = kindOfAttribute(name);
  const isNumber = typeof value === "number" || typeof value === "bigint";
  if ((isNumber ? "integer" : typeof value) !== kind) {
    throw new FlakeRefError(`input attribute '${name}' must be of type ${kind}`);
  }
  if (isNumber && (value < 0 || (typeof value === "number" && !Number.isSafeInteger(value)))) {
    throw new FlakeRefError(`input attribute '${name}' must be an integer that is not negative`);
  }
  if (name === "rev" && !revPattern.test(String(value))) {
    throw new FlakeRefError(`'${String(value)}' is not a commit hash`);
  }
  if (name === "ref" && !refPattern.test(String(value))) {
    throw new FlakeRefError(`'${String(value)}' is not a branch/tag name`);
  }
}

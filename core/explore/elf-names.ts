/** What the numbers in ELF files mean (System V ABI; Linux's elf.h). */

export const fileTypes: Readonly<Record<number, string>> = {
  0: "none",
  1: "relocatable file",
  2: "executable",
  3: "shared object",
  4: "core dump",
};

export const machines: Readonly<Record<number, string>> = {
  0: "none",
  2: "SPARC",
  3: "x86",
  4: "Motorola 68000",
  8: "MIPS",
  15: "PA-RISC",
  20: "PowerPC",
  21: "PowerPC 64",
  22: "S/390",
  40: "ARM",
  42: "SuperH",
  43: "SPARC 64",
  50: "IA-64",
  62: "x86-64",
  83: "AVR",
  94: "Xtensa",
  183: "AArch64",
  189: "MicroBlaze",
  243: "RISC-V",
  247: "BPF",
  258: "LoongArch",
};

export const sectionTypes: Readonly<Record<number, string>> = {
  0: "NULL",
  1: "PROGBITS",
  2: "SYMTAB",
  3: "STRTAB",
  4: "RELA",
  5: "HASH",
  6: "DYNAMIC",
  7: "NOTE",
  8: "NOBITS",
  9: "REL",
  10: "SHLIB",
  11: "DYNSYM",
  14: "INIT_ARRAY",
  15: "FINI_ARRAY",
  16: "PREINIT_ARRAY",
  17: "GROUP",
  18: "SYMTAB_SHNDX",
  19: "RELR",
  0x6ffffff5: "GNU_ATTRIBUTES",
  0x6ffffff6: "GNU_HASH",
  0x6ffffffd: "GNU_VERDEF",
  0x6ffffffe: "GNU_VERNEED",
  0x6fffffff: "GNU_VERSYM",
};

export const segmentTypes: Readonly<Record<number, string>> = {
  0: "NULL",
  1: "LOAD",
  2: "DYNAMIC",
  3: "INTERP",
  4: "NOTE",
  5: "SHLIB",
  6: "PHDR",
  7: "TLS",
  0x6474e550: "GNU_EH_FRAME",
  0x6474e551: "GNU_STACK",
  0x6474e552: "GNU_RELRO",
  0x6474e553: "GNU_PROPERTY",
};

/** The name of a number, else the number. */
export function named(names: Readonly<Record<number, string>>, value: number): string {
  return names[value] ?? `0x${value.toString(16)}`;
}

/** All examples, in the order in which they are shown. */
import type { Entry } from "./types.ts";

export const catalog: readonly Entry[] = [
  {
    id: "values",
    title: "Values and types",
    group: "Language",
    level: "beginner",
    teaches: "All types of values, and how they are written. A file is one expression, and has one value.",
  },
  {
    id: "scopes",
    title: "let, rec, with and inherit",
    group: "Language",
    level: "beginner",
    teaches: "Four ways to bring names into scope. Which one wins when a name is defined twice.",
  },
  {
    id: "functions",
    title: "Functions and patterns",
    group: "Language",
    level: "beginner",
    teaches:
      "Functions take one argument, and patterns take it apart: with defaults, with more attributes allowed, with a name for the whole. A function can be asked for its arguments.",
  },
  {
    id: "laziness",
    title: "Laziness",
    group: "Language",
    level: "beginner",
    teaches:
      "Nothing is computed before it is needed, so errors and endless lists do no harm while nobody looks. What forces a value, and how far.",
  },
  {
    id: "strings",
    title: "Strings and interpolation",
    group: "Language",
    level: "beginner",
    teaches:
      "Quoted and indented strings, what may be put into them, and how to escape. Joining, splitting, replacing.",
  },
  {
    id: "attrsets",
    title: "Attribute sets",
    group: "Language",
    level: "everyday",
    teaches:
      "Defaults for what is missing, computed and left-out names, updates on top and within. From lists to sets and back.",
  },
  {
    id: "numbers",
    title: "Integers, floats and overflow",
    group: "Language",
    level: "everyday",
    teaches: "Integers have 64 bits, floats are doubles. Where they meet, and what happens at the edge.",
  },
  {
    id: "recursion",
    title: "Recursion instead of loops",
    group: "Language",
    level: "beginner",
    teaches: "Functions that call themselves or each other, and folds that do it for you. Walking a tree.",
  },
  {
    id: "pipes",
    title: "Pipe operators",
    group: "Language",
    level: "everyday",
    teaches:
      "Chains that read from left to right. An experimental feature of newer Nix, switched on by this example.",
    settings: { profile: "2.36", pipeOperators: true },
  },
  {
    id: "imports",
    title: "Paths and imports",
    group: "Files",
    level: "beginner",
    teaches:
      "A program in several files: import, readFile, readDir. Paths are relative to the file they stand in.",
  },
  {
    id: "data-files",
    title: "JSON and TOML",
    group: "Files",
    level: "everyday",
    teaches: "Reading settings of other tools into Nix values, and writing JSON. One list from two formats.",
  },
  {
    id: "fixpoints",
    title: "Fixpoints",
    group: "Patterns",
    level: "advanced",
    teaches:
      "A value computed from itself, and why changing one part changes what depends on it. The base of overlays and modules.",
  },
  {
    id: "overlays",
    title: "Overlays",
    group: "Patterns",
    level: "everyday",
    teaches:
      "How nixpkgs is changed from outside: final and prev. Replacing a package for everything that uses it.",
  },
  {
    id: "call-package",
    title: "callPackage and override",
    group: "Patterns",
    level: "advanced",
    teaches:
      "How a package finds what it needs by the names of its arguments. And how override calls it again with others.",
  },
  {
    id: "modules",
    title: "A small module system",
    group: "Patterns",
    level: "advanced",
    teaches:
      "Options, definitions and merging, after the modules of NixOS. Each module sees the result of all of them.",
  },
  {
    id: "functors",
    title: "Sets that can be called",
    group: "Patterns",
    level: "advanced",
    teaches: "__functor makes a function of a set. For functions with documentation, and for builders.",
  },
  {
    id: "to-string",
    title: "Values as strings",
    group: "Patterns",
    level: "everyday",
    teaches: "What toString and interpolation make of each type. How a set says what string it is.",
  },
  {
    id: "regexes",
    title: "Regular expressions",
    group: "Algorithms",
    level: "everyday",
    teaches: "match wants all of a string, split finds every place. Parsing versions and a log with them.",
  },
  {
    id: "generic-closure",
    title: "genericClosure",
    group: "Algorithms",
    level: "advanced",
    teaches:
      "Following references until nothing new turns up, circles and all. The way nixpkgs finds dependencies.",
  },
  {
    id: "sorting",
    title: "Sorting, three ways",
    group: "Algorithms",
    level: "advanced",
    teaches:
      "The builtin sort, quicksort and merge sort on the same numbers. What each costs, in the status line.",
  },
  {
    id: "lambda-calculus",
    title: "Lambda calculus",
    group: "Algorithms",
    level: "advanced",
    teaches:
      "Numbers, booleans, pairs and recursion out of functions alone. The fixpoint combinator works as it is.",
  },
  {
    id: "brainfuck",
    title: "An interpreter",
    group: "Algorithms",
    level: "advanced",
    teaches:
      "A machine of eight instructions, run step by step in Nix. State is a set, a step is a function.",
  },
  {
    id: "try-eval",
    title: "throw, assert and tryEval",
    group: "Errors",
    level: "everyday",
    teaches:
      "Which errors can be caught, and how far the catching goes. Why asking is often better than trying.",
  },
  {
    id: "error-contexts",
    title: "Reading an error",
    group: "Errors",
    level: "beginner",
    teaches:
      "It fails on purpose: follow the trace to the mistake. Lines of your own tell which case it was.",
  },
  {
    id: "tracing",
    title: "Debugging with trace",
    group: "Errors",
    level: "everyday",
    teaches: "Looking inside without changing anything. The order of the lines shows what was computed when.",
  },
  {
    id: "derivations",
    title: "Three derivations",
    group: "Derivations",
    level: "beginner",
    teaches:
      "Recipes that use each other, and paths that are known before anything is built. Walk the graph in the result.",
  },
  {
    id: "string-contexts",
    title: "String contexts",
    group: "Derivations",
    level: "advanced",
    teaches: "Strings remember the store paths in them. This is how Nix knows what a build depends on.",
  },
  {
    id: "sources",
    title: "Sources in the store",
    group: "Derivations",
    level: "everyday",
    teaches:
      "Files are copied into the store and named by their content. Filtering keeps changes that don't matter from causing builds.",
  },
  {
    id: "to-file",
    title: "toFile",
    group: "Derivations",
    level: "everyday",
    teaches: "Texts in the store without a build, and references between them. What they may not refer to.",
  },
  {
    id: "multiple-outputs",
    title: "Multiple outputs",
    group: "Derivations",
    level: "everyday",
    teaches: "One recipe, several store paths. Who uses which of them is part of the recipe.",
  },
  {
    id: "fixed-output",
    title: "Fixed-output derivations",
    group: "Derivations",
    level: "advanced",
    teaches:
      "A result that is known by its hash beforehand. Why moving a source to another server rebuilds nothing.",
  },
  {
    id: "structured-attrs",
    title: "Structured attributes and passthru",
    group: "Derivations",
    level: "advanced",
    teaches: "What of a derivation reaches its builder, and in which form. passthru is what doesn't.",
  },
  {
    id: "fetchers",
    title: "Fetchers",
    group: "Derivations",
    level: "everyday",
    teaches:
      "With a hash the path of a download is known at once, without the network. Two spellings of one hash.",
  },
];

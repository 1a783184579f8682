/** One evaluation as the page asks for it, and the values it leaves behind. UTF-16 text in, plain data out. */
import { isString, NixError, type Slot, textOf, type Value } from "../core/eval/index.ts";
import type { Control } from "./control.ts";
import type { Ended, PageEvaluator } from "./page-evaluator.ts";
import type { PartName } from "./parts/index.ts";
import { findProblems } from "./problems.ts";
import type { EvaluateError, EvaluateReply, EvaluateRequest, OutputFormat, Problem } from "./protocol.ts";
import { toBytes } from "./text.ts";
import { pageOf } from "./values/children.ts";
import { derivationOf, viewDerivation } from "./values/derivation-view.ts";
import { derivationClosure, textsFrom } from "./values/derivation-texts.ts";
import { KeptTexts } from "./values/kept-texts.ts";
import { type KeptValue, KeptValues } from "./values/kept-value.ts";
import { openSmall } from "./values/open-small.ts";
import { summaryOf } from "./values/summary.ts";
import { isTransient } from "./values/transient.ts";
import type {
  Answer,
  DerivationTexts,
  DerivationView,
  RenderedText,
  TextId,
  TextPart,
  ValuePage,
  ValueSummary,
} from "./values-protocol.ts";

/** An answer, or the part that is missing for it: bring that and ask again. */
export type Attempt<T> = T | { type: "missing"; part: PartName };

/** What is asked about a value where it is one that is kept. */
type Found<T> = Attempt<Answer<T>>;

export class Evaluation {
  private readonly texts: KeptTexts;
  private values: KeptValues | null = null;
  /** The closure that was asked for last: it is asked for batch by batch. */
  private closure: { drvPath: string; order: readonly string[] } | null = null;

  /**
   * @param page - an evaluator that has the request
   * @param nextId - gives numbers that no value or text of another evaluation has
   */
  constructor(
    private readonly request: EvaluateRequest,
    private readonly page: PageEvaluator,
    private readonly nextId: () => number,
  ) {
    this.texts = new KeptTexts(nextId);
  }

  /** Evaluates the text. Call it once. */
  start(control: Control): Attempt<EvaluateReply & { type?: never }> {
    const { page, request } = this;
    const ended = page.run(control, () => {
      const slot = page.evaluator.suspend(page.source);
      const value = page.evaluator.force(slot);
      const values = new KeptValues(page.evaluator.machine, slot, this.nextId);
      const rendered = this.renderResult(value);
      if (request.view === "tree" && request.openSmall) openSmall(page, values, value);
      this.values = values;
      return { root: summaryOf(page, values, values.root), rendered };
    });
    if (ended.type === "missing") return ended;
    const result: EvaluateReply["result"] =
      ended.type === "done" ? { ok: true, ...ended.value } : { ok: false, error: ended.error };
    const problems = result.ok ? page.problems : [...page.problems, ...this.furtherProblems(result.error)];
    return { result, problems, ...ended.work };
  }

  private renderResult(value: Value): RenderedText | null {
    const { view, strict } = this.request;
    if (view !== "tree") return this.texts.keep(this.write(value, view, strict));
    if (strict) this.page.evaluator.deepForce(value);
    return null;
  }

  /** A text that can't be read may have more errors than the first. */
  private furtherProblems(error: EvaluateError): Problem[] {
    if (error.kind !== "syntax" && error.kind !== "undefined-variable") return [];
    const { profile, pipeOperators } = this.request;
    const problems = findProblems(this.page.source, profile, pipeOperators, this.page.spans);
    return problems.filter((it) => it.message !== error.message || it.span?.from !== error.span?.from);
  }

  private write(value: Value, format: OutputFormat, strict: boolean): string {
    const { evaluator } = this.page;
    switch (format) {
      case "json":
        return evaluator.toJson(value);
      case "xml":
        return evaluator.toXml(value, { strict, location: true });
      case "nix":
        if (strict) evaluator.deepForce(value);
        return evaluator.print(value);
    }
  }

  children(id: number, from: number, count: number, match: string): Answer<ValuePage> {
    const kept = this.values?.get(id);
    if (this.values === null || kept === undefined) return { type: "stale" };
    return { type: "ok", value: pageOf(this.page, this.values, kept, from, count, match) };
  }

  force(id: number, control: Control): Found<ValueSummary> {
    return this.with(id, control, (kept, values) => {
      this.forceKept(kept.slot, values);
      return summaryOf(this.page, values, kept);
    });
  }

  private forceKept(slot: Slot, values: KeptValues): Value {
    try {
      const value = this.page.evaluator.force(slot);
      values.noteFailure(slot, null);
      return value;
    } catch (error) {
      if (error instanceof NixError && !isTransient(error)) values.noteFailure(slot, error);
      throw error;
    }
  }

  stringText(id: number): Answer<RenderedText> {
    const kept = this.values?.get(id);
    if (this.values === null || kept === undefined) return { type: "stale" };
    const known = kept.text === null ? null : this.texts.find(kept.text);
    if (known !== null) return { type: "ok", value: known };
    const peeked = this.values.peek(kept.slot);
    if (peeked.type !== "value" || !isString(peeked.value)) {
      const error = new NixError("type", "this value is no string that was evaluated");
      return { type: "failed", error: this.page.describe(error) };
    }
    const value = this.texts.keep(textOf(peeked.value));
    kept.text = value.text;
    return { type: "ok", value };
  }

  render(id: number, format: OutputFormat, strict: boolean, control: Control): Found<RenderedText> {
    return this.with(id, control, (kept, values) =>
      this.texts.keep(this.write(this.forceKept(kept.slot, values), format, strict)),
    );
  }

  textPart(text: TextId, from: number, to: number): Answer<TextPart> {
    return this.texts.part(text, from, to);
  }

  derivationOf(id: number, control: Control): Found<DerivationView> {
    return this.with(id, control, ({ slot }, values) => {
      this.forceKept(slot, values);
      return derivationOf(this.page, slot);
    });
  }

  derivation(drvPath: string, control: Control): Found<DerivationView> {
    return this.answer(control, () => viewDerivation(this.page.store, toBytes(drvPath)));
  }

  derivationTexts(drvPath: string, from: number, control: Control): Found<DerivationTexts> {
    return this.answer(control, () => {
      const { store } = this.page;
      const path = toBytes(drvPath);
      if (this.closure?.drvPath !== path) {
        this.closure = { drvPath: path, order: derivationClosure(store, path) };
      }
      return textsFrom(store, this.closure.order, from);
    });
  }

  private with<T>(
    id: number,
    control: Control,
    action: (kept: KeptValue, values: KeptValues) => T,
  ): Found<T> {
    const { values } = this;
    const kept = values?.get(id);
    if (values === null || kept === undefined) return { type: "stale" };
    return this.answer(control, () => action(kept, values));
  }

  private answer<T>(control: Control, action: () => T): Found<T> {
    const ended: Ended<T> = this.page.run(control, action);
    switch (ended.type) {
      case "done":
        return { type: "ok", value: ended.value, work: ended.work };
      case "failed":
        return { type: "failed", error: ended.error, work: ended.work };
      case "missing":
        return ended;
    }
  }
}

/** The picture of a graph: drawn on a canvas, moved by mouse, fingers and keys. */
import { createEffect, createSignal, on, onCleanup, onMount, untrack, type JSX } from "solid-js";
import { draw, type Emphasis } from "./draw.ts";
import { listen } from "./gestures.ts";
import { keyStep } from "./keys.ts";
import { lookOf } from "./look.ts";
import { beside, boxOf, nodeAt, type Scene } from "./scene.ts";
import { centre, fit, held, inSight, zoomAt, type Size, type Viewport } from "./viewport.ts";

/** What others may have the picture do. */
export interface Camera {
  zoom: (factor: number) => void;
  fit: () => void;
  /** Brings a node, by local number, into the middle, so near that it can be read. */
  show: (local: number) => void;
  /** Brings several nodes in sight, as near as they fit. */
  frame: (locals: readonly number[]) => void;
}

export interface GraphCanvasProps {
  scene: Scene;
  /** Nodes by local number. */
  emphasis: Omit<Emphasis, "hovered">;
  label: string;
  onSelect: (local: number) => void;
  onFold: (local: number) => void;
  onSearch: () => void;
  camera: (camera: Camera) => void;
}

/** Pixels that the name of a node takes at the right. */
const nameRoom = 72;

/** A finger is that much less precise, in pixels. */
const reach = 12;

export function GraphCanvas(props: GraphCanvasProps): JSX.Element {
  let stage!: HTMLDivElement;
  let canvas!: HTMLCanvasElement;
  const [size, setSize] = createSignal<Size>({ width: 0, height: 0 });
  const [view, setView] = createSignal<Viewport>({ x: 0, y: 0, scale: 1 });
  const [hovered, setHovered] = createSignal<number | null>(null);
  const [theme, setTheme] = createSignal(0);
  let frame = 0;

  const bounds = () => props.scene.layout.bounds;
  const move = (next: Viewport): void => {
    // Smaller than half of what shows all of it, it would be a speck that nobody finds again.
    const least = Math.min(0.25, fit(bounds(), size()).scale / 2);
    if (next.scale < view().scale && next.scale < least) return;
    setView(held(next, bounds(), size()));
  };
  const camera: Camera = {
    zoom: (factor) => move(zoomAt(view(), factor, size().width / 2, size().height / 2)),
    fit: () => void setView(fit(bounds(), size())),
    show: (local) => {
      const { x, y, widths } = props.scene.layout;
      const near = { ...view(), scale: Math.max(0.8, view().scale) };
      setView(centre(near, x[local]! + widths[local]! / 2, y[local]!, size()));
    },
    frame: (locals) => {
      const boxes = locals.map((local) => boxOf(props.scene.layout, local));
      const around = {
        left: Math.min(...boxes.map(({ left }) => left)),
        top: Math.min(...boxes.map(({ top }) => top)),
        right: Math.max(...boxes.map(({ right }) => right)),
        bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
      };
      const whole = fit(around, size());
      const { width } = size();
      // Where nodes are specks, the name of the last one stands beyond it.
      setView(whole.scale < 0.5 ? fit(around, { ...size(), width: width - nameRoom }) : whole);
    },
  };
  props.camera(camera);

  /** Moves the picture only where a node is not in sight. */
  const reveal = (local: number): void => {
    const { x, y, widths } = props.scene.layout;
    const box = inSight(view(), size());
    const [left, right] = [x[local]!, x[local]! + widths[local]!];
    if (left < box.left || right > box.right || y[local]! < box.top || y[local]! > box.bottom) {
      setView(centre(view(), (left + right) / 2, y[local]!, size()));
    }
  };

  const at = (x: number, y: number, near: number): number | null => {
    const it = view();
    return nodeAt(props.scene, (x - it.x) / it.scale, (y - it.y) / it.scale, near / it.scale);
  };

  onMount(() => {
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = stage;
      if (width === 0 || height === 0) return;
      const first = untrack(size).width === 0;
      setSize({ width, height });
      if (first) begin();
    });
    observer.observe(stage);
    const themes = new MutationObserver(() => setTheme((it) => it + 1));
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    const end = listen(canvas, {
      view,
      onView: move,
      onPress: (x, y, twice) => {
        stage.focus({ preventScroll: true });
        const local = at(x, y, reach);
        if (local === null) return;
        if (twice) props.onFold(local);
        else props.onSelect(local);
      },
      onHover: (place) => setHovered(place === null ? null : at(place.x, place.y, 2)),
    });
    onCleanup(() => {
      observer.disconnect();
      themes.disconnect();
      end();
      cancelAnimationFrame(frame);
    });
  });

  /** All of a small graph; the beginning of a large one. */
  const begin = (): void => {
    const whole = fit(bounds(), size());
    const { selected } = props.emphasis;
    if (whole.scale >= 0.5 || selected === null) setView(whole);
    else {
      const { x, y } = props.scene.layout;
      const near = { ...whole, scale: Math.max(whole.scale, 0.8) };
      const third = { width: (size().width * 2) / 3, height: size().height };
      setView(held(centre(near, x[selected]! + 60, y[selected]!, third), bounds(), size()));
    }
  };

  // Another picture of the same graph: what is selected stays where it is on the screen.
  createEffect(
    on(
      () => props.scene,
      (scene, before) => {
        setHovered(null);
        if (before === undefined) return;
        const selected = props.emphasis.selected;
        const old = selected === null ? undefined : before.localOf.get(scene.nodes[selected]!);
        if (selected === null || old === undefined) return;
        const it = view();
        const [from, to] = [before.layout, scene.layout];
        setView({
          ...it,
          x: it.x + (from.x[old]! - to.x[selected]!) * it.scale,
          y: it.y + (from.y[old]! - to.y[selected]!) * it.scale,
        });
      },
    ),
  );

  createEffect(() => {
    const { width, height } = size();
    const { scene, emphasis } = props;
    const [shown, hover] = [view(), hovered()];
    theme();
    if (width === 0) return;
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const ratio = Math.min(2, devicePixelRatio);
      const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== wide) canvas.width = wide;
      if (canvas.height !== high) canvas.height = high;
      const context = canvas.getContext("2d", { alpha: false });
      if (context === null) return;
      draw(context, { width, height }, ratio, scene, shown, lookOf(stage), { ...emphasis, hovered: hover });
    });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = keyStep(event);
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation();
    const { selected } = props.emphasis;
    switch (step.type) {
      case "go": {
        const next = selected === null ? 0 : beside(props.scene, selected, step.direction);
        if (next === null) return;
        props.onSelect(next);
        return reveal(next);
      }
      case "pan":
        return move({ ...view(), x: view().x + step.x, y: view().y + step.y });
      case "zoom":
        return camera.zoom(step.factor);
      case "fit":
        return camera.fit();
      case "start":
        props.onSelect(0);
        return reveal(0);
      case "fold":
        if (selected !== null) props.onFold(selected);
        return;
      case "search":
        return props.onSearch();
    }
  };

  return (
    <div
      ref={(element) => (stage = element)}
      class="graph-stage"
      classList={{ pointing: hovered() !== null }}
      tabindex="0"
      role="application"
      aria-label={props.label}
      aria-roledescription="graph"
      aria-describedby="graph-keys"
      onKeyDown={onKeyDown}
    >
      <canvas ref={(element) => (canvas = element)} aria-hidden="true" />
    </div>
  );
}

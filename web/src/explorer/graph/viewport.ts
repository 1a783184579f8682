/** What part of a picture is in sight. Points of the picture times `scale`, moved by `x` and `y`, are pixels. */
export interface Viewport {
  x: number;
  y: number;
  scale: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

export const smallest = 0.004;
export const largest = 2.5;

/** Pixels that stay free around a picture that is shown whole. */
const margin = 24;

const limit = (scale: number): number => Math.min(largest, Math.max(smallest, scale));

/** Makes all larger by a factor; what is at a pixel stays there. */
export function zoomAt(view: Viewport, factor: number, px: number, py: number): Viewport {
  const scale = limit(view.scale * factor);
  const by = scale / view.scale;
  return { scale, x: px - (px - view.x) * by, y: py - (py - view.y) * by };
}

/** Shows all of a picture, not larger than it is. */
export function fit(box: Box, { width, height }: Size): Viewport {
  const [wide, high] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const scale = limit(Math.min(1, (width - 2 * margin) / wide, (height - 2 * margin) / high));
  return {
    scale,
    x: (width - (box.left + box.right) * scale) / 2,
    y: (height - (box.top + box.bottom) * scale) / 2,
  };
}

/** Puts a point of the picture in the middle. */
export function centre(view: Viewport, x: number, y: number, { width, height }: Size): Viewport {
  return { ...view, x: width / 2 - x * view.scale, y: height / 2 - y * view.scale };
}

/** The part of the picture that is in sight. */
export function inSight({ x, y, scale }: Viewport, { width, height }: Size): Box {
  return { left: -x / scale, top: -y / scale, right: (width - x) / scale, bottom: (height - y) / scale };
}

/** Keeps some of the picture in sight. */
export function held(view: Viewport, box: Box, { width, height }: Size): Viewport {
  const least = 48;
  const { scale } = view;
  return {
    scale,
    x: Math.min(width - least - box.left * scale, Math.max(least - box.right * scale, view.x)),
    y: Math.min(height - least - box.top * scale, Math.max(least - box.bottom * scale, view.y)),
  };
}

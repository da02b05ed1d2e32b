/** Every place is drawn in the same size, in pixels. */
export const placeSize = { width: 180, height: 46 }

export interface Point {
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

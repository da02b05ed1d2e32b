import { disableTypes, imageSize, types } from 'image-size'

/** What an image is by its bytes, whatever its name says. */
export interface ImageFacts {
  mediaType: string
  extension: string
  /** As it is shown, in pixels. */
  width: number
  height: number
}

// Browsers show these, and run nothing in them.
const mediaTypes = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
])
disableTypes(types.filter((type) => !mediaTypes.has(type)))

/** Null for what is none of these images, or a broken one. */
export function imageFacts(bytes: Uint8Array): ImageFacts | null {
  try {
    const { type = '', width, height, orientation = 1 } = imageSize(bytes)
    const mediaType = mediaTypes.get(type)
    if (!mediaType || width < 1 || height < 1) return null
    // Cameras note which way up they were held; from 5 on, on their side.
    const lies = orientation >= 5
    return {
      ...{ mediaType, extension: type },
      width: lies ? height : width,
      height: lies ? width : height,
    }
  } catch {
    return null
  }
}

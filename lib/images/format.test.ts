import { expect, it } from 'vitest'
import { imageFacts } from './format'
import { gif, lyingJpeg, png, webp } from './testing'

it('tells an image by its bytes, and how large it is', () => {
  expect(imageFacts(png(20, 10))).toEqual({
    mediaType: 'image/png',
    extension: 'png',
    width: 20,
    height: 10,
  })
  expect(imageFacts(gif)).toMatchObject({ mediaType: 'image/gif', width: 3, height: 2 })
  expect(imageFacts(webp)).toMatchObject({ mediaType: 'image/webp', width: 1, height: 1 })
})

it('has a picture from a camera on its side as it is shown', () => {
  expect(imageFacts(lyingJpeg)).toMatchObject({ mediaType: 'image/jpeg', width: 30, height: 40 })
})

it.each([
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>'],
  ['HTML', '<html><body onload="alert(1)">'],
  ['a bitmap', Buffer.from(`BM${'\0'.repeat(60)}`)],
  ['a PNG that is cut off', png(20, 10).subarray(0, 12)],
  ['nothing', ''],
])('takes %s for no image', (_, bytes) => {
  expect(imageFacts(Buffer.from(bytes))).toBeNull()
})

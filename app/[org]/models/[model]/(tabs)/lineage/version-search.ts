import { z } from 'zod'

/** `?version=3`, or `v3`. */
export const versionSearch = z.object({
  version: z
    .string()
    .regex(/^v?[1-9]\d{0,8}$/)
    .transform((text) => Number(text.replace('v', ''))),
})

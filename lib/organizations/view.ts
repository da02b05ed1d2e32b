import { z } from 'zod'
import { reservedOrganizations } from '../uri'
import { Slug } from '../view'

/** A slug that is no path of the hub itself. */
export const OrganizationSlug = Slug.superRefine((slug, refinement) => {
  if ((reservedOrganizations as readonly string[]).includes(slug))
    refinement.addIssue({
      code: 'custom',
      message: `${slug} is reserved: it is a path of the hub.`,
    })
})

export const Organization = z
  .object({
    slug: z.string(),
    name: z.string(),
    fourEyes: z.boolean().describe('Whether someone else must decide on what one registered'),
  })
  .meta({ id: 'Organization' })
export type Organization = z.infer<typeof Organization>

import { z } from 'zod'

/** A copy of a schema in which no object may hold more than it says, however deep. */
export function strict(schema: z.ZodType): z.ZodType {
  const inner = (part: unknown) => strict(part as z.ZodType)
  if (schema instanceof z.ZodObject)
    return z.strictObject(
      Object.fromEntries(Object.entries(schema.shape).map(([key, part]) => [key, inner(part)])),
    )
  if (schema instanceof z.ZodArray) return z.array(inner(schema.element))
  if (schema instanceof z.ZodNullable) return z.nullable(inner(schema.unwrap()))
  if (schema instanceof z.ZodOptional) return z.optional(inner(schema.unwrap()))
  if (schema instanceof z.ZodUnion) return z.union(schema.options.map(inner))
  if (schema instanceof z.ZodRecord) return z.record(z.string(), inner(schema.valueType))
  return schema
}

import type { ComponentProps } from 'react'
import { Textarea } from './ui/field'

type DescriptionProps = Pick<ComponentProps<typeof Textarea>, 'defaultValue' | 'error' | 'rows'>

/** What a dataset is, in its owners' words. */
export function DatasetDescription(props: DescriptionProps) {
  return (
    <Textarea
      label="Description"
      aside="optional, Markdown"
      name="description"
      hint="What is in it, where it comes from, how it was chosen, and what it must not be used for."
      rows={6}
      {...props}
    />
  )
}

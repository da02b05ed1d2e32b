export type LifeKind = 'model' | 'version' | 'project' | 'dataset'

/** What will follow, before anyone presses the button. */
export const afterArchive: Record<LifeKind, string> = {
  model:
    'It leaves the lists and takes no new versions, decisions or aliases. Its versions can still be read and downloaded by name.',
  version:
    'It is no longer what latest or newest mean. By its number it can still be read and downloaded.',
  project: 'It leaves the lists and takes no new runs or models. What is in it can still be read.',
  dataset:
    'It leaves the lists and takes no new versions. It can still be read and downloaded by name.',
}

const back = 'Whoever may delete it can restore it for 30 days. After that its files are gone.'

export const afterDelete: Record<LifeKind, string> = {
  model: `It and its versions are gone for everybody at once. ${back} Its name is not used again.`,
  version: `It is gone for everybody at once, and its aliases with it. ${back}`,
  project: `It and its runs are gone for everybody at once; its models stay. ${back} Its name is not used again.`,
  dataset: `It and its versions are gone for everybody at once. ${back} Its name is not used again.`,
}

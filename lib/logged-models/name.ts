import { randomInt } from 'node:crypto'

const qualities = [
  'able bold brave bright calm clear clever crisp eager early fair fine fleet fresh gentle glad good',
  'grand keen kind light lively loyal merry mild neat nimble noble plain polite proud quick quiet rare',
  'ready serene sharp silent smart smooth sound spry steady still sunny swift tidy true vivid warm wise',
].flatMap((line) => line.split(' '))

const animals = [
  'ant auk bass bat bear bee boar calf carp cat colt cow crab crane crow deer dog dove duck eel elk',
  'finch fish fowl fox frog goat goose grouse gull hare hawk hen heron horse ibis jay kite lamb lark',
  'lynx mare mink mole moose moth mouse mule newt ox owl pig pike perch quail ram rat roe seal shad',
  'sheep shrew skunk smelt snail snipe sow stag steed stoat swan tern toad trout vole wasp wolf wren',
].flatMap((line) => line.split(' '))

/** A name for what a client gave none: easy to say, and likely to be its own. */
export function someName(): string {
  const one = (words: string[]) => words[randomInt(words.length)]
  return `${one(qualities)}-${one(animals)}-${randomInt(1000)}`
}

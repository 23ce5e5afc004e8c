import type { CityBoard } from '@/api/types'

/** A region with what is below it. */
export type RegionNode = CityBoard['tree']

/** Every office above others in a tree, with its level. */
export function officesOf(node: RegionNode, level = 0): { node: RegionNode; level: number }[] {
  return node.below ? [{ node, level }, ...node.below.flatMap(own => officesOf(own, level + 1))] : []
}

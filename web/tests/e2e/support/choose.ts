import type { Locator, Page } from 'playwright-core'

/** Picks an option of a ChoiceSelect by its label, typing it where the list can be searched. */
export async function choose(page: Page, within: Page | Locator, label: string, option: string): Promise<void> {
  const box = within.getByRole('combobox', { name: label, exact: true })
  // The shown value lies over the input: a person clicks that.
  await box.click({ force: true })
  if (await box.isEditable()) await box.fill(option)
  await page.getByRole('option', { name: option }).filter({ visible: true }).first().click()
}

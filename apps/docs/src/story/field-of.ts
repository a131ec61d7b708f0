import { computed, type Ref, type WritableComputedRef } from 'vue';

/** One field of a model's object as a model of its own. */
export function fieldOf<Model extends object, Key extends keyof Model>(
  model: Ref<Model>,
  key: Key,
): WritableComputedRef<Model[Key]> {
  return computed({
    get: () => model.value[key],
    set: (value) => {
      model.value = { ...model.value, [key]: value };
    },
  });
}

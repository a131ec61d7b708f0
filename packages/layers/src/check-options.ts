export { checkOptions } from '@plumbline/tensor';

/**
 * Datasets out of files and folders, in Node.
 *
 * @module
 */

export { type CifarFolder, readCifar10, readCifar100 } from './node/cifar-folder.ts';
export { type IdxFolder, type IdxFolderOptions, loadIdxFolder } from './node/idx-folder.ts';
export {
  type ImageFolder,
  type ImageFolderOptions,
  readImageFolder,
} from './node/image-folder.ts';

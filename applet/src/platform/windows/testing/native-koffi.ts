/*
 * To be imported first by programs that run inside Wine from their sources: npm installs koffi's native part only for the
 * system that it runs on, so the one for Windows lies elsewhere, in the folder that the environment names.
 */
Object.assign(process, { resourcesPath: process.env.THROWLINE_TEST_NATIVE });

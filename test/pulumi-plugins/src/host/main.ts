import { Empty, LanguageRuntimeService, languagePb as pb, pluginPb } from "../kit/protocol.ts";
import { servePlugin, unary } from "../kit/serve.ts";
import { dependenciesOf, resourcePackagesOf } from "./dependencies.ts";
import { install, managerOf, managerVersion } from "./manager.ts";
import { programRunner } from "./run.ts";
import { sdkVersion } from "./sdk.ts";

const directoryOf = (request: { getInfo(): pb.ProgramInfo | undefined }): string =>
  request.getInfo()?.getProgramDirectory() ?? process.cwd();

await servePlugin((engine) => {
  const runner = programRunner(engine);
  const methods = {
    handshake: unary((request: pb.LanguageHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      return new pb.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => {
      const info = new pluginPb.PluginInfo();
      info.setVersion(sdkVersion());
      return info;
    }),
    about: unary(async (request: pb.AboutRequest) => {
      const manager = managerOf(directoryOf(request));
      const answer = new pb.AboutResponse().setExecutable(process.execPath).setVersion(process.version);
      const version = await managerVersion(manager);
      answer.getMetadataMap().set("packagemanager", manager);
      if (version) answer.getMetadataMap().set("packagemanagerVersion", version);
      return answer;
    }),
    getRequiredPackages: unary((request: pb.GetRequiredPackagesRequest) => {
      const packages = resourcePackagesOf(directoryOf(request)).map(({ plugin, version }) =>
        new pluginPb.PackageDependency().setName(plugin).setKind("resource").setVersion(version),
      );
      return new pb.GetRequiredPackagesResponse().setPackagesList(packages);
    }),
    getProgramDependencies: unary((request: pb.GetProgramDependenciesRequest) => {
      const all = dependenciesOf(directoryOf(request), request.getTransitivedependencies());
      const list = all.map(({ name, version }) => new pb.DependencyInfo().setName(name).setVersion(version));
      return new pb.GetProgramDependenciesResponse().setDependenciesList(list);
    }),
    runtimeOptionsPrompts: unary(() => new pb.RuntimeOptionsResponse()),
    installDependencies: install,
    run: unary((request: pb.RunRequest) => runner.run(request)),
    cancel: unary(() => {
      runner.stop();
      return new Empty();
    }),
  };
  return { service: LanguageRuntimeService as object, methods, stop: () => runner.stop() };
});

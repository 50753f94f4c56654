// Has openapi.yaml compiled into LossService, as YAML and as JSON.

import PackagePlugin

@main
struct EmbedOpenAPI: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
        let document = context.package.directoryURL.appending(path: "openapi.yaml")
        let output = context.pluginWorkDirectoryURL.appending(path: "OpenAPIText.swift")
        return [
            .buildCommand(
                displayName: "Embedding openapi.yaml",
                executable: try context.tool(named: "OpenAPIEmbedder").url,
                arguments: [document.path, output.path], inputFiles: [document], outputFiles: [output])
        ]
    }
}

#include "app/config/build/relative_paths.h"

#include <filesystem>

namespace sallyport::app::config {

std::string path_beside(const std::string& config_file, const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(config_file).parent_path();
  if (path.empty() || folder.empty() || path.front() == '/') return path;
  return (folder / path).lexically_normal().string();
}

Surroundings surroundings_beside(const std::string& config_file, const Surroundings& surroundings) {
  Surroundings out;
  out.environment = surroundings.environment;
  out.read_file = [config_file, read = surroundings.read_file](const std::string& path) {
    return read(path_beside(config_file, path));
  };
  if (surroundings.permissions)
    out.permissions = [config_file, permissions = surroundings.permissions](const std::string& path) {
      return permissions(path_beside(config_file, path));
    };
  return out;
}

void resolve_paths(const std::string& config_file, LoadedConfig& out, gateway::Settings& settings) {
  gateway::ServerSettings& server = settings.server;
  for (std::string* const path :
       {&server.data_dir, &server.unix_socket, &server.operator_socket, &server.tls_certificate_file,
        &server.tls_key_file, &settings.store.path, &settings.store.password_file,
        &settings.own_tokens.private_key_file, &settings.own_tokens.public_key_file, &out.ca_file})
    *path = path_beside(config_file, *path);
}

}  // namespace sallyport::app::config

#include "app/config/load.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "app/config/build.h"
#include "app/config/yaml.h"

namespace sallyport::app::config {
namespace {

constexpr std::size_t kMaxFile = 1 << 20;

// Whoever opens these files, or asks the provider, may have to name the line.
constexpr std::array<std::string_view, 6> kOpenedLater{"jwtTokenConfiguration.rsaprivateKeyFilePath",
                                                       "jwtTokenConfiguration.rsapublicKeyFilePath",
                                                       "jwtTokenConfiguration.keyId",
                                                       "server.tlsCertificateFile",
                                                       "server.dataDir",
                                                       "authenticationConfiguration.authority"};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Failure unreadable(const char* why) {
  return failure(Kind::unavailable, "config_file", {}, why);
}

Result<FileText> read_regular_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a FIFO must not hold us up
  if (file.get() < 0) return unreadable(std::strerror(errno));
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unreadable(std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return unreadable("no regular file");
  FileText result;
  result.readable_by_others = (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  char buffer[16384];
  for (;;) {
    const auto count = ::read(file.get(), buffer, sizeof buffer);
    if (count < 0) return unreadable(std::strerror(errno));
    if (count == 0) return result;
    result.text.append(buffer, static_cast<std::size_t>(count));
    if (result.text.size() > kMaxFile) return unreadable("larger than 1 MiB");
  }
}

}  // namespace

void build_all(const Context& context, LoadedConfig& out, gateway::Settings& settings) {
  build_server(context, out, settings.server);
  build_sessions(context, settings);
  build_own_tokens(context, settings);
  build_provider(context, out, settings);
  build_authorizer(context, settings);
  build_roles(context, settings);
  build_routes(context, settings);
  settings.demo = context.options.demo;
}

Surroundings process_surroundings() {
  return {[](std::string_view name) -> std::optional<std::string> {
            const char* value = std::getenv(std::string(name).c_str());
            return value == nullptr ? std::nullopt : std::optional<std::string>(value);
          },
          read_regular_file};
}

LoadedConfig load_config(const std::string& path, const Surroundings& surroundings, const LoadOptions& options) {
  const auto file = surroundings.read_file(path);
  if (file) return load_config_text(file->text, path, surroundings, options);
  LoadedConfig out;
  out.file = path;
  Report report(path, options.strict);
  report.add(rule("file_unreadable"), {}, "cannot be read: " + file.error().detail);
  out.findings = report.take();
  return out;
}

LoadedConfig load_config_text(std::string_view text, const std::string& name, const Surroundings& surroundings,
                              const LoadOptions& options) {
  LoadedConfig out;
  out.file = name;
  Report report(name, options.strict);
  const auto parsed = parse_yaml(text);
  for (const auto& error : parsed.errors) report.add(rule("yaml"), {"", error.line}, error.what);
  if (parsed.errors.empty()) {
    const auto values = Values::read(parsed.root, surroundings.environment, report);
    gateway::Settings settings;
    build_all({values, report, surroundings, options}, out, settings);
    if (!report.refused()) out.settings = std::move(settings);
    for (const std::string_view key : kOpenedLater) out.lines.emplace(key, values.place(key).line);
  }
  out.findings = report.take();
  return out;
}

}  // namespace sallyport::app::config

#include "app/os/port_holder.h"

#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"

namespace sallyport::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListening = "0A";  // TCP_LISTEN, as /proc/net/tcp prints it

// A line is "  0: 0100007F:2189 00000000:0000 0A …". Its tenth word is the inode of the socket.
std::optional<std::string> inode_of_listener(const std::string& line, int port) {
  std::istringstream words(line);
  std::array<std::string, 10> column;
  for (std::string& word : column)
    if (!(words >> word)) return std::nullopt;
  const auto colon = column[1].rfind(':');
  if (colon == std::string::npos || column[3] != kListening) return std::nullopt;
  char* end = nullptr;
  const long number = std::strtol(column[1].c_str() + colon + 1, &end, 16);
  return *end == '\0' && number == port ? std::optional("socket:[" + column[9] + "]") : std::nullopt;
}

std::set<std::string> listeners_on(int port) {
  std::set<std::string> sockets;
  for (const char* const path : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream table(path);
    for (std::string line; std::getline(table, line);)
      if (auto socket = inode_of_listener(line, port)) sockets.insert(*std::move(socket));
  }
  return sockets;
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code hidden;
  for (const auto& entry : fs::directory_iterator(process / "fd", hidden)) {
    const fs::path target = fs::read_symlink(entry.path(), hidden);
    if (sockets.contains(target.string())) return true;
  }
  return false;
}

std::string name_of_process(const fs::path& process) {
  std::ifstream comm(process / "comm");
  std::string name;
  std::getline(comm, name);
  return (name.empty() ? "a program" : name) + " (process " + process.filename().string() + ")";
}

// The port in "127.0.0.1 port 8585: Address already in use".
std::optional<int> port_in(std::string_view detail) {
  constexpr std::string_view kWord = " port ";
  const auto at = detail.find(kWord);
  if (at == std::string_view::npos || !detail.ends_with(std::strerror(EADDRINUSE))) return std::nullopt;
  const auto digits = detail.substr(at + kWord.size());
  const auto number = parse_decimal(digits.substr(0, digits.find(':')));
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

}  // namespace

std::optional<std::string> holder_of_port(int port) {
  const auto sockets = listeners_on(port);
  if (sockets.empty()) return std::nullopt;
  std::error_code hidden;
  for (const auto& entry : fs::directory_iterator("/proc", hidden)) {
    const std::string name = entry.path().filename().string();
    if (parse_decimal(name) && holds_one_of(entry.path(), sockets)) return name_of_process(entry.path());
  }
  return std::nullopt;
}

Error with_port_holder(Error error) {
  const auto port = port_in(error.detail);
  if (!port) return error;
  if (const auto holder = holder_of_port(*port)) error.detail += ": " + *holder + " listens there";
  return error;
}

}  // namespace sallyport::app

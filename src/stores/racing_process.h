// For tests: one stores_racer (racer.cc), which lies beside the test's program.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace sallyport::stores::racing {

class RacingProcess {
 public:
  // Starts it, and waits until it has opened the store.
  RacingProcess(const std::string& place, const std::string& name) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw std::runtime_error("socketpair");
    ours_ = ends[0];
    start(place, name, ends[1]);
    ::close(ends[1]);
    if (const std::string said = answer(); said != "ready") throw std::runtime_error("stores_racer: " + said);
  }
  ~RacingProcess() {
    kill();
    ::close(ours_);
  }
  RacingProcess(const RacingProcess&) = delete;
  RacingProcess& operator=(const RacingProcess&) = delete;

  void ask(const std::string& race, int round) {
    const std::string line = race + " " + std::to_string(round) + "\n";
    (void)::send(ours_, line.data(), line.size(), MSG_NOSIGNAL);  // nobody reads it after a kill
  }

  // The next answer. "gone" if the process ended before it gave one, "late" after a minute.
  std::string answer() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    for (;;) {
      if (const auto end = said_.find('\n'); end != std::string::npos) {
        const std::string line = said_.substr(0, end);
        said_.erase(0, end + 1);
        return line;
      }
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd waiting{ours_, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) == 0) return "late";
      std::array<char, 4096> part{};
      const auto count = ::recv(ours_, part.data(), part.size(), 0);
      if (count <= 0) return "gone";
      said_.append(part.data(), static_cast<std::size_t>(count));
    }
  }

  // As a crash would: it ends where it is.
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
  }

 private:
  void start(std::string place, std::string name, int theirs) {
    std::string program = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "stores_racer").string();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, theirs, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, theirs, STDOUT_FILENO);
    std::array<char*, 4> words{program.data(), place.data(), name.data(), nullptr};
    const int failed = ::posix_spawn(&process_, program.c_str(), &actions, nullptr, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error(program + " cannot be started");
  }

  int ours_ = -1;
  pid_t process_ = -1;
  std::string said_;  // and not taken yet
};

}  // namespace sallyport::stores::racing

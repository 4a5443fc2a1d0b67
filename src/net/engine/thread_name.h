// Names threads after what they do, so that `top -H`, perf and /proc tell loops, which answer, from workers, which
// wait.
#pragma once

#include <pthread.h>

#include <string>
#include <string_view>

namespace sallyport::net {

inline constexpr std::size_t kMaxThreadName = 15;  // characters; pthread_setname_np(3)

// Names the calling thread. A longer name is cut.
inline void name_this_thread(std::string_view name) {
  const std::string cut(name.substr(0, kMaxThreadName));
  ::pthread_setname_np(::pthread_self(), cut.c_str());  // a name is for people, so nothing depends on it
}

}  // namespace sallyport::net

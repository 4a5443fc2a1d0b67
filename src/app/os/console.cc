#include "app/os/console.h"

#include <cstdio>
#include <iostream>

namespace sallyport::app {

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);  // the demo writes this and keeps running
}

void complain(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

bool said_all() {
  std::cout.flush();
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
}

}  // namespace sallyport::app

#include "app/commands/command_line.h"
#include "app/os/allocator.h"

int main(int argc, char** argv) {
  sallyport::app::give_large_blocks_back();
  return sallyport::app::run_command_line({argv + 1, argv + argc});
}

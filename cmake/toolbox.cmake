# What all folders of src/ share: warnings, hardening, and the function that declares a folder.

add_library(sallyport_flags INTERFACE)
target_compile_options(sallyport_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Werror -Wnon-virtual-dtor
  -fstack-protector-strong -fvisibility=hidden)
# When g++ 12 optimizes, it takes an empty std::optional for an uninitialized one (GCC bug 80635). clang and the
# sanitizers check for that, too.
target_compile_options(sallyport_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
# GCC takes a source for a header where several are compiled together, and then warns of its anonymous namespace.
target_compile_options(sallyport_flags INTERFACE $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>)
target_include_directories(sallyport_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# API versions of the libraries that we use, set here so that every folder sees the same.
target_compile_definitions(sallyport_flags INTERFACE
  OPENSSL_API_COMPAT=30000 BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

if(SALLYPORT_SANITIZE)
  target_compile_options(sallyport_flags INTERFACE
    -fsanitize=${SALLYPORT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sallyport_flags INTERFACE -fsanitize=${SALLYPORT_SANITIZE})
  # Each copy of an inlined function is instrumented again. With little inlining, clang needs a third less time.
  target_compile_options(sallyport_flags INTERFACE $<$<CXX_COMPILER_ID:Clang>:SHELL:-mllvm -inline-threshold=20>)
  # GCC warns that its thread sanitizer does not follow Asio's fences. Asio's locks order the same accesses.
  target_compile_options(sallyport_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
else()
  target_compile_options(sallyport_flags INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  # A loop of a few instructions, such as the one that reads a header's value, takes up to twice as long across the
  # boundary of two fetched blocks. Its place would otherwise change with any line of code before it.
  target_compile_options(sallyport_flags INTERFACE $<$<CONFIG:Release>:-falign-functions=32 -falign-loops=32>)
endif()
target_link_options(sallyport_flags INTERFACE -Wl,-z,relro,-z,now)

find_program(SALLYPORT_MOLD mold)
if(SALLYPORT_MOLD AND NOT SALLYPORT_SANITIZE)
  target_link_options(sallyport_flags INTERFACE -fuse-ld=mold)
endif()

# With a sanitizer, the tests' own sources are not optimized. That saves compile time, and the fuzz targets do not
# explore them.
add_library(sallyport_test_flags INTERFACE)
if(SALLYPORT_SANITIZE)
  target_compile_options(sallyport_test_flags INTERFACE -O0)
endif()
# Headers that are parsed once for all folders: in a library for the libraries, which are compiled as PIC, and in a
# program for the tests, which are compiled as PIE.
if(SALLYPORT_PRECOMPILE)
  # Without a timestamp, the same header gives the same bytes, and ccache recognizes them.
  target_compile_options(sallyport_flags INTERFACE $<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>)
  add_library(sallyport_precompiled STATIC cmake/precompiled.cc)
  target_link_libraries(sallyport_precompiled PRIVATE sallyport_flags)
  target_precompile_headers(sallyport_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)
  if(SALLYPORT_TESTS)
    add_executable(sallyport_precompiled_tests cmake/precompiled.cc)
    target_link_libraries(sallyport_precompiled_tests PRIVATE sallyport_flags sallyport_test_flags GTest::gmock)
    target_precompile_headers(sallyport_precompiled_tests PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled_tests.h)
  endif()
endif()

# sallyport_folder(NAME [CONCURRENT] SOURCES a.cc … TESTS a_test.cc … NEEDS base … LINKS OpenSSL::Crypto …)
#
# Declares the library sallyport_NAME (slashes become underscores) from the SOURCES of one folder of src/ and, if there
# are TESTS, the program NAME_test. NEEDS names the folders below that it may include; LINKS names the libraries behind
# its fence. A folder without SOURCES has only headers. CONCURRENT: its tests start threads, so they also run under the
# thread sanitizer (target concurrent_tests).
function(sallyport_folder name)
  cmake_parse_arguments(FOLDER "CONCURRENT" "" "SOURCES;TESTS;NEEDS;TEST_NEEDS;LINKS;TEST_LINKS" ${ARGN})
  string(REPLACE "/" "_" target ${name})
  if(FOLDER_SOURCES)
    add_library(sallyport_${target} STATIC ${FOLDER_SOURCES})
    if(SALLYPORT_PRECOMPILE)
      target_precompile_headers(sallyport_${target} REUSE_FROM sallyport_precompiled)
    endif()
    set(scope PUBLIC)
  else()
    add_library(sallyport_${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_link_libraries(sallyport_${target} ${scope} sallyport_flags)
  foreach(need IN LISTS FOLDER_NEEDS)
    string(REPLACE "/" "_" need_target ${need})
    target_link_libraries(sallyport_${target} ${scope} sallyport_${need_target})
  endforeach()
  if(FOLDER_SOURCES)
    target_link_libraries(sallyport_${target} PRIVATE ${FOLDER_LINKS})
  endif()
  if(SALLYPORT_TESTS AND FOLDER_TESTS)
    add_executable(${target}_test ${FOLDER_TESTS})
    target_link_libraries(${target}_test PRIVATE sallyport_${target} sallyport_test_flags ${FOLDER_TEST_LINKS} GTest::gmock GTest::gtest_main)
    if(SALLYPORT_PRECOMPILE)
      target_precompile_headers(${target}_test REUSE_FROM sallyport_precompiled_tests)
    endif()
    foreach(need IN LISTS FOLDER_TEST_NEEDS)
      string(REPLACE "/" "_" need_target ${need})
      target_link_libraries(${target}_test PRIVATE sallyport_${need_target})
    endforeach()
    set_target_properties(${target}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    if(FOLDER_CONCURRENT)
      set_property(GLOBAL APPEND PROPERTY sallyport_concurrent_tests ${target}_test)
    endif()
    add_test(NAME ${name} COMMAND ${target}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
endfunction()

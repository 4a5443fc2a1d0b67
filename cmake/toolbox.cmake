# The rules of the house as CMake: warnings, hardening, and one function per folder of src/.

add_library(sallyport_flags INTERFACE)
target_compile_options(sallyport_flags INTERFACE
  -Wall -Wextra -Wshadow -Wconversion -Werror -Wnon-virtual-dtor
  -fstack-protector-strong -fvisibility=hidden)
# g++ 12 takes an empty std::optional for an uninitialized one when it optimizes (GCC bug 80635); clang and the sanitizers look, too.
target_compile_options(sallyport_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
target_include_directories(sallyport_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# Version strings of the libraries we speak to; set here so that every folder sees the same.
target_compile_definitions(sallyport_flags INTERFACE
  OPENSSL_API_COMPAT=30000 BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

if(SALLYPORT_SANITIZE)
  target_compile_options(sallyport_flags INTERFACE
    -fsanitize=${SALLYPORT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sallyport_flags INTERFACE -fsanitize=${SALLYPORT_SANITIZE})
  # Asio's fences: GCC says that it does not follow them. What they order, Asio orders by its locks too.
  target_compile_options(sallyport_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
else()
  target_compile_options(sallyport_flags INTERFACE
    $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()
target_link_options(sallyport_flags INTERFACE -Wl,-z,relro,-z,now)

find_program(SALLYPORT_MOLD mold)
if(SALLYPORT_MOLD AND NOT SALLYPORT_SANITIZE)
  target_link_options(sallyport_flags INTERFACE -fuse-ld=mold)
endif()

# sallyport_folder(NAME SOURCES a.cc … TESTS a_test.cc … NEEDS base … LINKS OpenSSL::Crypto …)
#
# Declares the library sallyport_NAME (slashes become underscores) from the SOURCES of one folder of src/, and, when
# there are TESTS, the program NAME_test. NEEDS names the folders below that it may include; LINKS the libraries
# behind its fence. A folder without SOURCES is headers only.
function(sallyport_folder name)
  cmake_parse_arguments(FOLDER "" "" "SOURCES;TESTS;NEEDS;TEST_NEEDS;LINKS;TEST_LINKS" ${ARGN})
  string(REPLACE "/" "_" target ${name})
  if(FOLDER_SOURCES)
    add_library(sallyport_${target} STATIC ${FOLDER_SOURCES})
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
    target_link_libraries(${target}_test PRIVATE sallyport_${target} ${FOLDER_TEST_LINKS} GTest::gmock GTest::gtest_main)
    foreach(need IN LISTS FOLDER_TEST_NEEDS)
      string(REPLACE "/" "_" need_target ${need})
      target_link_libraries(${target}_test PRIVATE sallyport_${need_target})
    endforeach()
    set_target_properties(${target}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${target}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  endif()
endfunction()

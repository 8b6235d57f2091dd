/* What Wine before 8.13 lacks of Windows' bcryptprimitives.dll, which every Rust program loads. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length) {
    return RtlGenRandom(data, length);
}

// Says on every page that this is not Entra ID.
export function StandInBanner() {
  return (
    <p className="banner" role="note">
      Sallyport's local directory. This is not Microsoft Entra ID: never type a real password here.
    </p>
  );
}

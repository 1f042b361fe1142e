//! What the former service has hashed and encrypted: bcrypt, and Fernet (AES-128-CBC under an
//! HMAC-SHA-256, <https://github.com/fernet/spec>). Nothing new is encrypted with it.

use application::port::{FormerSecretError, FormerSecrets, PasswordHash};
use aws_lc_rs::cipher::{
    AES_128, AES_CBC_IV_LEN, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use crate::password::is_verifiable;

const KEY_BYTES: usize = 16;
const VERSION: u8 = 0x80;
const TIME_BYTES: usize = 8;
const HEAD_BYTES: usize = 1 + TIME_BYTES + AES_CBC_IV_LEN;
const MAC_BYTES: usize = 32;

/// With or without padding, as both are met.
const BASE_64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text is no list of Fernet keys. Does not repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must hold Fernet keys, each on a line: 32 bytes in base64 for URLs")]
pub struct FernetKeyError;

/// The former service's keys.
#[derive(Default)]
pub struct FernetSecrets {
    keys: Vec<FernetKey>,
}

struct FernetKey {
    signing: hmac::Key,
    encryption: Zeroizing<[u8; KEY_BYTES]>,
}

impl FernetSecrets {
    /// No key: nothing opens.
    pub fn without_key() -> Self {
        Self::default()
    }

    /// Keys as the former service has them, one a line or separated by commas; each opens.
    pub fn parse(text: &str) -> Result<Self, FernetKeyError> {
        let lines = text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty());
        let keys = lines.map(FernetKey::parse).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(FernetKeyError) } else { Ok(Self { keys }) }
    }
}

impl FormerSecrets for FernetSecrets {
    fn is_password_hash(&self, text: &str) -> bool {
        is_verifiable(&PasswordHash::new(text))
    }

    fn open(&self, token: &str) -> Result<SecretString, FormerSecretError> {
        if self.keys.is_empty() {
            return Err(FormerSecretError::NoKey);
        }
        let token = BASE_64.decode(token).map_err(|_| FormerSecretError::Broken)?;
        let opened = self.keys.iter().find_map(|key| key.open(&token));
        opened.ok_or(FormerSecretError::Broken)
    }
}

impl FernetKey {
    fn parse(line: &str) -> Result<Self, FernetKeyError> {
        let bytes = Zeroizing::new(BASE_64.decode(line).map_err(|_| FernetKeyError)?);
        if bytes.len() != 2 * KEY_BYTES {
            return Err(FernetKeyError);
        }
        let (signing, encryption) = bytes.split_at(KEY_BYTES);
        let encryption = encryption.try_into().map_err(|_| FernetKeyError)?;
        let signing = hmac::Key::new(hmac::HMAC_SHA256, signing);
        Ok(Self { signing, encryption: Zeroizing::new(encryption) })
    }

    /// Nothing is decrypted before the signature is verified, in constant time. The time in a
    /// token is not looked at: what was stored is as old as it may be.
    fn open(&self, token: &[u8]) -> Option<SecretString> {
        let (signed, mac) = token.split_at_checked(token.len().checked_sub(MAC_BYTES)?)?;
        hmac::verify(&self.signing, signed, mac).ok()?;
        let (head, ciphertext) = signed.split_at_checked(HEAD_BYTES)?;
        if head[0] != VERSION {
            return None;
        }
        let iv: [u8; AES_CBC_IV_LEN] = head[1 + TIME_BYTES..].try_into().ok()?;
        let key = UnboundCipherKey::new(&AES_128, self.encryption.as_slice()).ok()?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
        let mut text = Zeroizing::new(ciphertext.to_vec());
        let iv = DecryptionContext::Iv128(FixedLength::from(iv));
        let text = key.decrypt(&mut text, iv).ok()?;
        std::str::from_utf8(text).ok().map(SecretString::from)
    }
}

#[cfg(test)]
mod tests;

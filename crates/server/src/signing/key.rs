//! One RSA key with its certificate: made, sealed for the database, opened.

use domain::{Error, Result, Time};
use jsonwebtoken::EncodingKey;
use rcgen::{
    CertificateParams, DnType, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize,
    SubjectPublicKeyInfo,
};
use store::signing_keys::SigningKey;
use time::{Duration, OffsetDateTime};

use super::seal::Secret;
use crate::gate::secret;

/// The half that everybody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    pub key_id: String,
    /// X.509, DER.
    pub certificate: Vec<u8>,
}

/// A key that this process can sign with.
pub struct Private {
    pub key_id: String,
    pub create_time: Time,
    pub encoding: EncodingKey,
    pub pair: KeyPair,
    pub name: String,
}

/// Makes a key; takes a tenth of a second or more.
pub fn generate(secret: &Secret, signer: &str, now: Time, expire_time: Time) -> Result<SigningKey> {
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048);
    let pair = pair.map_err(Error::internal)?;
    let key_id: String = secret::random::<20>()?
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let params = params(signer, now, expire_time)?;
    let certificate = params.self_signed(&pair).map_err(Error::internal)?;
    Ok(SigningKey {
        signer: signer.to_owned(),
        certificate: certificate.der().to_vec(),
        sealed: secret.seal(&key_id, pair.serialized_der())?,
        create_time: now,
        expire_time,
        key_id,
    })
}

/// `None` when it was sealed under another node's secret.
pub fn open(secret: &Secret, key: &SigningKey) -> Result<Option<Private>> {
    let Some(plain) = secret.open_sealed(&key.key_id, &key.sealed) else {
        return Ok(None);
    };
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&plain.into(), &PKCS_RSA_SHA256);
    let pair = pair.map_err(Error::internal)?;
    let encoding = EncodingKey::from_rsa_pem(pair.serialize_pem().as_bytes());
    Ok(Some(Private {
        key_id: key.key_id.clone(),
        create_time: key.create_time,
        encoding: encoding.map_err(Error::internal)?,
        pair,
        name: key.signer.clone(),
    }))
}

impl Private {
    /// A certificate of somebody else's public key, DER.
    pub fn certify(&self, name: &str, public_key: &[u8], now: Time) -> Result<Vec<u8>> {
        let subject = SubjectPublicKeyInfo::from_der(public_key).map_err(Error::internal)?;
        let expire_time = Time(now.0 + 30 * Time::DAY);
        let own = params(&self.name, now, expire_time)?;
        let issuer = Issuer::new(own, &self.pair);
        let certificate = params(name, now, expire_time)?.signed_by(&subject, &issuer);
        Ok(certificate.map_err(Error::internal)?.der().to_vec())
    }
}

fn params(name: &str, now: Time, expire_time: Time) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    let common_name = name.replace('@', ".");
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    // Verifiers' clocks may be behind.
    params.not_before = date(now)? - Duration::days(1);
    params.not_after = date(expire_time)? + Duration::days(1);
    Ok(params)
}

fn date(time: Time) -> Result<OffsetDateTime> {
    let seconds = time.0.div_euclid(Time::SECOND);
    OffsetDateTime::from_unix_timestamp(seconds).map_err(Error::internal)
}
